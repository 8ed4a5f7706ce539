import { blanks } from '../blanks.ts';

/** Ways to write a text more simply; each is idempotent and linear. They mirror the options of a ruleset where there is one. */

const inner = blanks.replace(/[\u200b\ufeff]/g, '');
const blankRuns = new RegExp(`[${inner}]+`, 'g');
const invisible = /\p{Default_Ignorable_Code_Point}|[\p{Cf}\p{Cc}]/gu;

/** Lower case per code point as the engine compares it: ς as σ, İ as i, never two letters for one. */
export function lowerCase(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a text of ASCII alone has no exceptions
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  return text.replaceAll('İ', 'i').toLowerCase().replaceAll('ς', 'σ').normalize('NFC');
}

export function withoutBlanks(text: string): string {
  return text.replace(blankRuns, '');
}

/** Runs of blanks as one space. */
export function collapseBlanks(text: string): string {
  return text.replace(blankRuns, ' ');
}

/** Without soft hyphens, zero-width characters, marks of direction and control characters; tab and line end are blanks. */
export function withoutInvisible(text: string): string {
  return text.replace(invisible, (character) => (inner.includes(character) ? character : ''));
}

export function withoutAccents(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .normalize('NFC');
}

export function withoutLeadingZeros(text: string): string {
  return text.replace(/^0+(?=.)/su, '');
}

export function withoutPunctuation(text: string): string {
  return text.replace(/[\p{P}\p{S}]+/gu, '');
}
