import { quoteLiteral } from '../duckdb/quote.ts';
import { textCanonicalSql } from './text.ts';
import { withSql } from './with.ts';

/**
 * The cell, or the first word of the list in which its own stands, by their canonical texts. Lists that share a word are one list,
 * or a cell would mean one thing and that thing another.
 *
 * @param canonical Canonical text of an expression, by which words are compared.
 */
export function equivalentSql(
  cell: string,
  lists: readonly (readonly string[])[] | undefined,
  canonical: (text: string) => string = textCanonicalSql,
): string {
  const merged = mergeLists(lists ?? []);
  if (merged.length === 0) return cell;
  const words = merged.flatMap((list) => list.map((word) => ({ word, first: list[0] ?? word })));
  const asCompared = canonical === textCanonicalSql ? wordSql : (word: string) => canonical(quoteLiteral(word));
  const literals = words.map(({ word }) => asCompared(word)).join(', ');
  const firsts = words.map(({ first }) => quoteLiteral(first)).join(', ');
  return withSql(
    'word_',
    canonical(cell),
    `CASE WHEN word_ IN (${literals}) THEN [${firsts}][list_position([${literals}], word_)] ELSE ${cell} END`,
  );
}

/** A word as cells are compared with it. ASCII is plain enough to be done here; the rest is left to the one table of letters. */
export function wordSql(word: string): string {
  return /^[!-~](?:[ -~]*[!-~])?$/.test(word) ? quoteLiteral(word.toLowerCase()) : textCanonicalSql(quoteLiteral(word));
}

function mergeLists(lists: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const merged: string[][] = [];
  for (const list of lists) {
    const folded = new Set(list.map(fold));
    const [into, ...others] = merged.filter((known) => known.some((word) => folded.has(fold(word))));
    if (into === undefined) {
      merged.push([...list]);
      continue;
    }
    into.push(...others.flat(), ...list);
    for (const other of others) merged.splice(merged.indexOf(other), 1);
  }
  return merged;
}

function fold(word: string): string {
  return word.trim().normalize('NFC').toLowerCase();
}
