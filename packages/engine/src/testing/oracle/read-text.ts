import type { ColumnRule } from '@reconcyl/contracts';

/** White_Space of Unicode, the zero-width space and the byte-order mark. */
const blank = '[\\p{White_Space}\\u200b\\ufeff]';
const outer = new RegExp(`^${blank}+|${blank}+$`, 'gu');
const inner = new RegExp(`${blank}+`, 'gu');

export const trimmed = (cell: string): string => cell.replace(outer, '');
export const collapsed = (text: string): string => text.replace(inner, ' ');

export type TextRule = Pick<
  ColumnRule,
  'keep_case' | 'collapse_blanks' | 'ignore_accents' | 'ignore_punctuation' | 'ignore_leading_zeros' | 'nfkc'
>;

/** Lower case, one code point for each: what JavaScript makes two of, and the sigma at the end of words, apart. */
export function lowered(text: string): string {
  return Array.from(text, (letter) => {
    if (letter === 'ς') return 'σ';
    if (letter === 'İ') return 'i';
    return letter.toLowerCase();
  }).join('');
}

/** The canonical text of a cell. It is its own canonical text: what is done once is done until nothing changes. */
export function canonicalText(cell: string, rule: TextRule = {}): string {
  let text = cell;
  for (;;) {
    const next = once(text, rule);
    if (next === text) return text;
    text = next;
  }
}

function once(cell: string, rule: TextRule): string {
  let text = cell.normalize(rule.nfkc === true ? 'NFKC' : 'NFC');
  if (rule.keep_case !== true) text = lowered(text).normalize('NFC');
  if (rule.ignore_accents === true) text = withoutAccents(text);
  if (rule.ignore_punctuation === true) text = withoutPunctuation(text);
  if (rule.collapse_blanks === true) text = collapsed(text);
  text = trimmed(text);
  if (rule.ignore_leading_zeros === true) text = withoutLeadingZeros(text);
  return text;
}

export const withoutAccents = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC');
export const withoutPunctuation = (text: string): string => text.replace(/[\p{P}\p{S}]/gu, '');
export const withoutLeadingZeros = (text: string): string => text.replace(/^0+(?=.)/su, '');

/** What names of columns are compared by. */
export function canonicalName(name: string): string {
  return trimmed(name)
    .normalize('NFKC')
    .toLowerCase()
    .replace(new RegExp(`(?:${blank}|[_-])+`, 'gu'), ' ')
    .trim();
}
