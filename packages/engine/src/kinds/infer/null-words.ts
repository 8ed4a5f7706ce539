import { trimBlanks } from '../../blanks.ts';

/** Words that stand for "nothing" in so many exports that they say nothing against a kind. They still differ from a blank cell. */
const nullLike = ['null', '\\n', 'n/a', '#n/a', 'nan', 'none', '-'];

/** All of them and the ruleset's own, trimmed and in lower case. */
export function wordsWithoutKind(nulls: readonly string[]): readonly string[] {
  return [...nullLike, ...nulls.map((word) => trimBlanks(word).toLowerCase())];
}

/** Tells of a trimmed cell whether it is neither blank nor such a word. */
export function valueFilter(nulls: readonly string[]): (text: string) => boolean {
  const words = new Set(wordsWithoutKind(nulls));
  // Lower case may be longer or shorter than what it is made of, so only cells far longer than the longest word pass unseen.
  const longest = 4 * Math.max(...[...words].map(({ length }) => length));
  return (text) => text !== '' && (text.length > longest || !words.has(text.toLowerCase()));
}
