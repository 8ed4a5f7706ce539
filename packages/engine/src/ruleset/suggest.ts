import { editDistance } from '../edit-distance.ts';

/** Longer words are not compared: the work grows with length times candidates. */
const longestWord = 256;

/**
 * The candidate that `word` was most likely meant to be, or undefined when none is near: at most a third of its letters, and never
 * more than three, inserted, left out, replaced or swapped. Case, blanks, `_` and `-` do not count.
 */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > longestWord) return undefined;
  const wanted = simplify(word);
  const bound = Math.min(3, Math.max(1, Math.floor(wanted.length / 3)));
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of candidates) {
    if (candidate.length > longestWord) continue;
    const distance = editDistance(wanted, simplify(candidate), best === undefined ? bound : best.distance - 1);
    if (distance !== undefined) best = { candidate, distance };
    if (distance === 0) break;
  }
  return best?.candidate;
}

/** `; did you mean …?` where there is something near, else nothing. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const suggestion = suggest(word, candidates);
  return suggestion === undefined ? '' : `; did you mean \`${suggestion}\`?`;
}

function simplify(word: string): string {
  return word
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_-]/gu, '');
}
