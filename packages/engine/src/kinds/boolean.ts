import type { BooleanSpec } from './canonical-spec.ts';
import { wordSql } from './equivalents.ts';
import { textCanonicalSql } from './text.ts';
import { withSql } from './with.ts';

/** BOOLEAN; NULL when the cell is none of the words. */
export function booleanSql(
  cell: string,
  { trueWords, falseWords }: Pick<BooleanSpec, 'trueWords' | 'falseWords'>,
): string {
  const among = (words: readonly string[]) =>
    words.length === 0 ? 'false' : `word_ IN (${words.map(wordSql).join(', ')})`;
  return withSql(
    'word_',
    textCanonicalSql(cell),
    `CASE WHEN ${among(trueWords)} THEN true WHEN ${among(falseWords)} THEN false END`,
  );
}
