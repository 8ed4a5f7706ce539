import { quoteLiteral } from '../duckdb/quote.ts';
import { characterClass } from './character-class.ts';
import { withSql } from './with.ts';

/**
 * NFKC of a text, which DuckDB does not have: every character that stands for others is replaced by them, and NFC does the rest.
 * The table is 25 kB of SQL, so it is for columns whose rule asks for it. Texts without such a character pass by.
 */
export function nfkcSql(text: string): string {
  const { from, to, pattern } = compatibilityTable();
  const known = `strpos(${quoteLiteral(from)}, letter_)`;
  const replaced = `list_transform(string_split(nfkc_, ''), lambda letter_:
    CASE WHEN regexp_matches(letter_, ${pattern}) THEN string_split(${quoteLiteral(to)}, ${separator})[${known}] ELSE letter_ END)`;
  return withSql(
    'nfkc_',
    text,
    `CASE WHEN strlen(nfkc_) = length(nfkc_) THEN nfkc_
      WHEN regexp_matches(nfkc_, ${pattern}) THEN nfc_normalize(array_to_string(${replaced}, ''))
      ELSE nfc_normalize(nfkc_) END`,
  );
}

/** No character stands for it. */
const separator = 'chr(1)';

interface CompatibilityTable {
  /** The characters, and what they stand for, in the same order. */
  readonly from: string;
  readonly to: string;
  /** Literal of a class of all of them. */
  readonly pattern: string;
}

let table: CompatibilityTable | undefined;

/** From the tables of JavaScript, when first asked for. Beyond U+1FFFF only forms are mapped that NFC maps as well. */
function compatibilityTable(): CompatibilityTable {
  if (table !== undefined) return table;
  const points: number[] = [];
  for (let point = 0x80; point < 0x2_0000; point++) {
    if (point === 0xd800) point = 0xe000;
    const character = String.fromCodePoint(point);
    if (character.normalize('NFKD') !== character.normalize('NFD')) points.push(point);
  }
  const characters = points.map((point) => String.fromCodePoint(point));
  table = {
    from: characters.join(''),
    to: characters.map((character) => character.normalize('NFKC')).join('\u0001'),
    pattern: quoteLiteral(characterClass(points)),
  };
  return table;
}
