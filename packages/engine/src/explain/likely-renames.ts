import type { Rename } from '@reconcyl/contracts';
import { editDistance } from '../edit-distance.ts';
import { normaliseColumnName } from '../reading/index.ts';

/**
 * Pairs of columns that only one side has and that are likely the same: those that were found by their values before, then those
 * with similar names (`Amt` and `Amount`, `cust_id` and `Customer ID`), each column once, the most similar first.
 */
export function likelyRenames(columns: {
  readonly sourceOnly: readonly string[];
  readonly targetOnly: readonly string[];
  readonly likelyRenames: readonly Rename[];
}): Rename[] {
  const found = [...columns.likelyRenames];
  const isOpen = (side: 'source' | 'target') => (name: string) => !found.some((rename) => rename[side] === name);
  const [sources, targets] = [columns.sourceOnly.filter(isOpen('source')), columns.targetOnly.filter(isOpen('target'))];
  const candidates = sources
    .slice(0, mostColumns)
    .flatMap((source) =>
      targets.slice(0, mostColumns).map((target) => ({ source, target, share: alike(source, target) })),
    )
    .filter(({ share }) => share >= fewestAlike)
    .sort((a, b) => b.share - a.share);
  for (const { source, target } of candidates) {
    if (isOpen('source')(source) && isOpen('target')(target)) found.push({ source, target, why: 'name' });
  }
  return found;
}

/** Above it, names say little and the work grows with the square. */
const mostColumns = 200;
const fewestAlike = 0.6;

/** 0 to 1: how alike two names are, word by word; a word may be the beginning or the skeleton of the other. */
function alike(a: string, b: string): number {
  const [left, right] = [words(a), words(b)];
  if (left.length === 0 || right.length === 0) return 0;
  if (left.join('') === right.join('')) return 1;
  const whole = similarity(left.join(''), right.join(''));
  const [few, many] = left.length <= right.length ? [left, right] : [right, left];
  const best = few.map((word) => Math.max(...many.map((other) => wordAlike(word, other))));
  const byWord = (best.reduce((sum, share) => sum + share, 0) * 2) / (few.length + many.length);
  return Math.max(whole, byWord);
}

function words(name: string): string[] {
  const parted = name.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2');
  return normaliseColumnName(parted)
    .split(/[^\p{L}\p{Nd}]+/u)
    .filter((word) => word !== '');
}

function wordAlike(a: string, b: string): number {
  if (a === b) return 1;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short.length >= 2 && long.startsWith(short)) return 0.9;
  if (short.length >= 2 && short[0] === long[0] && isSkeleton(short, long)) return 0.8;
  return similarity(a, b);
}

/** `amt` of `amount`: its letters stand in the other in this order. */
function isSkeleton(short: string, long: string): boolean {
  let at = 0;
  for (const letter of long) if (letter === short[at]) at += 1;
  return at === short.length;
}

function similarity(a: string, b: string): number {
  const longest = Math.max(a.length, b.length);
  if (longest > 256) return 0;
  const distance = editDistance(a, b, Math.floor(longest / 2));
  return distance === undefined ? 0 : 1 - distance / longest;
}
