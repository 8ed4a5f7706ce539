import * as z from 'zod';

/**
 * The kinds of variables. Each reads text, as the environment gives it, says its bounds for people, and takes `.default(…)`,
 * `.optional()` and `.describe('…')` after it.
 */

/** A whole number within bounds, both inclusive. Digits only: no exponent, no blank, no hexadecimal. */
export function integer(bounds: { readonly min: number; readonly max: number }) {
  const said = `${bounds.min} to ${bounds.max}`;
  return z
    .union([z.int(), z.string().regex(/^-?\d{1,15}$/)], { error: `a whole number, ${said}` })
    .transform(Number)
    .refine((value) => value >= bounds.min && value <= bounds.max, { error: `a whole number, ${said}` })
    .meta({ bounds: said });
}

/** true, false, 1, 0, yes, no, on or off. */
export function flag() {
  return z
    .union([z.boolean(), z.stringbool()], { error: 'true or false' })
    .transform(Boolean)
    .meta({ bounds: 'true or false' });
}

/** One of a few words. */
export function choice<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z.enum(words, { error: `one of ${words.join(', ')}` }).meta({ bounds: words.join(', ') });
}

/** Text of a bounded length. */
export function text(bounds: { readonly max: number }) {
  return z
    .string()
    .trim()
    .min(1)
    .max(bounds.max)
    .meta({ bounds: `1 to ${bounds.max} characters` });
}

/** Words with commas between them; blanks around them are dropped, as are empty ones. */
export function list(bounds: { readonly max: number }) {
  return z
    .union([z.array(z.string()), z.string()])
    .transform((value) => (typeof value === 'string' ? value.split(',') : value))
    .transform((words) => words.map((word) => word.trim()).filter((word) => word !== ''))
    .refine((words) => words.length <= bounds.max, { error: `at most ${bounds.max} words with commas between them` })
    .meta({ bounds: `at most ${bounds.max} words with commas between them` });
}

/** An address that begins with http:// or https://, without its last slash. */
export function httpAddress() {
  return z
    .url({ protocol: /^https?$/, error: 'an address that begins with http:// or https://' })
    .max(500)
    .transform((value) => value.replace(/\/$/, ''))
    .meta({ bounds: 'an http or https address' });
}
