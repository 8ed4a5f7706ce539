import { characterClass } from './character-class.ts';
import { withSql } from './with.ts';

/**
 * A text in NFC without accents: é is e, й is и. Accents are the combining diacritical marks alone: the vowel signs of Indic
 * scripts, the points of Hebrew and Arabic and the voicing marks of Japanese make other letters. ø, ł and ß are letters, too.
 * DuckDB takes marks of every kind away, so it is asked about whole texts in scripts that have no others, and else letter by letter.
 */
export function withoutAccentsSql(text: string): string {
  const letters = `list_transform(string_split(regexp_replace(accent_, '[${accentClass}]+', '', 'g'), ''), lambda letter_:
    CASE WHEN regexp_matches(letter_, '${accentedClass()}') THEN strip_accents(letter_) ELSE letter_ END)`;
  return withSql(
    'accent_',
    text,
    `CASE WHEN strlen(accent_) = length(accent_) THEN accent_
      WHEN NOT regexp_matches(accent_, '[^\\x{0}-\\x{482}\\x{48A}-\\x{52F}\\x{1E00}-\\x{2061}]') THEN strip_accents(accent_)
      ELSE nfc_normalize(array_to_string(${letters}, '')) END`,
  );
}

const accentBlocks = [
  [0x0300, 0x036f],
  [0x1ab0, 0x1aff],
  [0x1dc0, 0x1dff],
  [0x20d0, 0x20ff],
  [0xfe20, 0xfe2f],
] as const;

const accentClass = accentBlocks.map((ends) => ends.map((end) => `\\x{${end.toString(16)}}`).join('-')).join('');

export function isAccent(character: string): boolean {
  const point = character.codePointAt(0) ?? 0;
  return accentBlocks.some(([first, last]) => point >= first && point <= last);
}

let accented: string | undefined;

/** Letters that have a code point of their own with an accent, as a class; made when first asked for. */
function accentedClass(): string {
  if (accented !== undefined) return accented;
  const points: number[] = [];
  for (let point = 0xc0; point < 0x2_0000; point++) {
    // Ideographs, Hangul and what is not assigned have none.
    if (point === 0x3400) point = 0xfb00;
    const parts = [...String.fromCodePoint(point).normalize('NFD')];
    if (parts.length > 1 && parts.some(isAccent)) points.push(point);
  }
  accented = characterClass(points);
  return accented;
}
