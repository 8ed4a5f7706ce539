const text = Symbol('markup');

/** Text that is HTML already. It can be made by `html` and `trusted` alone, so no string of a user's file can pass for it. */
export interface Markup {
  readonly [text]: string;
}

export type MarkupValue = Markup | string | number | readonly MarkupValue[] | undefined;

/** A template whose values are escaped, for text and for quoted attributes; markup goes in as it is, undefined as nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup {
  let result = strings[0] ?? '';
  for (const [index, value] of values.entries()) result += written(value) + (strings[index + 1] ?? '');
  return { [text]: result };
}

/** For constants of our own that hold markup, such as the style sheet. */
export function trusted(markup: string): Markup {
  return { [text]: markup };
}

export function toText(markup: Markup): string {
  return markup[text];
}

function written(value: MarkupValue): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escaped(value);
  if (text in value) return value[text];
  return value.map(written).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(value: string): string {
  return /[&<>"']/.test(value) ? value.replace(/[&<>"']/g, (character) => entities[character] ?? '') : value;
}
