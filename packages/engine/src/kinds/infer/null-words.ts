import { trimBlanks } from '../../blanks.ts';

/** Words that stand for "nothing" in so many exports that they say nothing against a kind. They still differ from a blank cell. */
const nullLike = ['null', '\\n', 'n/a', '#n/a', 'nan', 'none', '-'];

/** All of them and the ruleset's own, trimmed and in lower case. */
export function wordsWithoutKind(nulls: readonly string[]): readonly string[] {
  return [...nullLike, ...nulls.map((word) => trimBlanks(word).toLowerCase())];
}
