import type { Cause } from '@reconcyl/contracts';
import { trimBlanks } from '../blanks.ts';
import type { TextOptions } from '../kinds/text.ts';
import { withoutLookAlikes } from './look-alikes.ts';
import { isReplaced, repairMojibake } from './mojibake.ts';
import { sameDayOtherwiseWritten, sameNumberOtherwiseWritten } from './other-formats.ts';
import {
  collapseBlanks,
  lowerCase,
  withoutAccents,
  withoutBlanks,
  withoutInvisible,
  withoutLeadingZeros,
  withoutPunctuation,
} from './text-forms.ts';

/** Two cells that are compared as text: as they stand in the files, and normalised. */
export interface TextPair {
  readonly source: string;
  readonly target: string;
  readonly sourceText: string;
  readonly targetText: string;
}

/**
 * Why two texts differ, in the order of `causes`: one where it explains the difference alone, else the fewest that explain it
 * together; none where nothing does. A cell may be as long as the engine allows; above `longest` only `truncated` is looked for.
 */
export function textCauses(pair: TextPair, options: TextOptions): Cause[] {
  const { sourceText, targetText } = pair;
  if (sourceText === targetText) return [];
  if (sourceText.length > longest || targetText.length > longest) {
    return beginsWith(sourceText, targetText) ? ['truncated'] : [];
  }
  if (sameNumberOtherwiseWritten(sourceText, targetText)) return ['number_format'];
  if (sameDayOtherwiseWritten(sourceText, targetText)) return ['date_format'];
  const forms = formsFor(pair, options);
  const equal = (used: readonly Form[]) => agree(pair, used, (a, b) => a === b);
  const begins = (used: readonly Form[]) => agree(pair, used, beginsWith);
  // Most texts have nothing in common: that is known once they are written as simply as can be.
  const [alike, cut] = [equal(forms), begins(forms)];
  if (!alike && !cut) return beginsWith(sourceText, targetText) ? ['truncated'] : [];
  const alone = forms.find((form) => equal([form]));
  if (alone !== undefined) return [alone.cause];
  if (beginsWith(sourceText, targetText)) return ['truncated'];
  if (alike) return fewest(forms, equal).map(({ cause }) => cause);
  const shorter = (a: string, b: string) => beginsWith(a, b) && Math.min(a.length, b.length) >= fewestLetters;
  return agree(pair, forms, shorter) ? [...fewest(forms, begins).map(({ cause }) => cause), 'truncated'] : [];
}

/** Texts that are much alike only after all else was left out were hardly cut off at one or two letters. */
const fewestLetters = 4;

/** Longer texts take longer to normalise than anybody looks at them. */
const longest = 4096;

interface Form {
  readonly cause: Cause;
  readonly simplify: (text: string) => string;
  /** Plain ASCII has nothing for it to change. */
  readonly beyondAscii?: true;
}

/** In the order of `causes`. */
const allForms: readonly Form[] = [
  { cause: 'case', simplify: lowerCase },
  { cause: 'spaces', simplify: withoutBlanks },
  { cause: 'invisible_characters', simplify: withoutInvisible },
  { cause: 'look_alike', simplify: withoutLookAlikes, beyondAscii: true },
  { cause: 'accents', simplify: withoutAccents, beyondAscii: true },
  { cause: 'leading_zeros', simplify: withoutLeadingZeros },
  { cause: 'punctuation', simplify: withoutPunctuation },
];
const beforeEncoding = 4;

/** The forms that may tell something of a pair: they cost. */
function formsFor(pair: TextPair, options: TextOptions): Form[] {
  const keepCase = options.keepCase === true;
  const ascii = isAscii.test(pair.source) && isAscii.test(pair.target);
  const forms = allForms.filter(({ cause, beyondAscii }) => !(ascii && beyondAscii) && (cause !== 'case' || keepCase));
  const repaired = ascii ? undefined : repairedPair(pair, options);
  if (repaired === undefined) return forms;
  const texts = new Map([
    [pair.sourceText, repaired.source],
    [pair.targetText, repaired.target],
  ]);
  const place = keepCase ? beforeEncoding : beforeEncoding - 1;
  return forms.toSpliced(place, 0, { cause: 'encoding', simplify: (text) => texts.get(text) ?? text });
}

const isAscii = /^[\t\n\x20-\x7e]*$/;

/**
 * The normalised texts with mojibake put right, and both alike where an encoding replaced characters. Told by the cells: what a rule
 * leaves of `MÃ¼ller` or `M?ller` without punctuation shows neither.
 */
function repairedPair(pair: TextPair, options: TextOptions): { source: string; target: string } | undefined {
  const written = (text: string) => normalised(text, { keepCase: options.keepCase === true });
  if (isReplaced(pair.sourceText, pair.targetText) || isReplaced(written(pair.source), written(pair.target))) {
    return { source: pair.sourceText, target: pair.sourceText };
  }
  const [source, target] = [repairMojibake(pair.source), repairMojibake(pair.target)];
  if (source === undefined && target === undefined) return undefined;
  return {
    source: source === undefined ? pair.sourceText : normalised(source, options),
    target: target === undefined ? pair.targetText : normalised(target, options),
  };
}

/** As `textByOptionsSql` makes it. */
function normalised(cell: string, options: TextOptions): string {
  let text = trimBlanks(cell.normalize(options.nfkc ? 'NFKC' : 'NFC'));
  if (!options.keepCase) text = lowerCase(text);
  if (options.ignoreAccents) text = withoutAccents(text);
  if (options.ignorePunctuation) text = withoutPunctuation(text);
  if (options.collapseBlanks) text = collapseBlanks(text);
  text = trimBlanks(text);
  return options.ignoreLeadingZeros ? withoutLeadingZeros(text) : text;
}

/** Tests both texts after all forms are applied: the repair of an encoding to the text as it is, then the others in order. */
function agree(pair: TextPair, used: readonly Form[], test: (a: string, b: string) => boolean): boolean {
  const inOrder = [...used].sort((a, b) => Number(b.cause === 'encoding') - Number(a.cause === 'encoding'));
  const simplified = (text: string) => inOrder.reduce((simple, form) => form.simplify(simple), text);
  return test(simplified(pair.sourceText), simplified(pair.targetText));
}

/** Leaves out each form that is not needed, the last first, so that earlier causes stay. */
function fewest(forms: readonly Form[], holds: (used: readonly Form[]) => boolean): Form[] {
  let needed = [...forms];
  for (const form of forms.toReversed()) {
    const without = needed.filter((other) => other !== form);
    if (holds(without)) needed = without;
  }
  return needed;
}

function beginsWith(a: string, b: string): boolean {
  if (a === '' || b === '' || a === b) return false;
  return a.startsWith(b) || b.startsWith(a);
}
