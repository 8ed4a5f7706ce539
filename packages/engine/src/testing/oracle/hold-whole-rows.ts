import type { RulesetInput } from '@reconcyl/contracts';
import { createRandom, type Random } from '@reconcyl/testing/random';
import { reconcileTexts } from '../reconcile-texts.ts';
import { sideRule } from './make-pack.ts';
import { writeCsv } from './write-csv.ts';

/** Hundredths, and a word. */
type Item = readonly [amount: number, word: string];

/** What engine and oracle say of two files in which nothing is a key, in the same words. */
export async function holdWholeRows(seed: number): Promise<{ engine: unknown; oracle: unknown }> {
  const random = createRandom(seed);
  const tolerance = random.pick([0, 0, 5, 20]);
  // Every row is there several times.
  const kinds = Array.from({ length: random.between(3, 4) }, () => item(random));
  const list = () => random.shuffled([...kinds, ...kinds, ...kinds, ...kinds].filter(() => random.chance(0.8)));
  const source = list().map((each) => edited(random, each));
  const target = list().map((each) => edited(random, each));
  const ruleset: RulesetInput = {
    columns: {
      amount: {
        kind: 'decimal',
        format: { source: '1234.5', target: '1234,5' },
        ...(tolerance === 0 ? {} : { tolerance: { absolute: `0.${String(tolerance).padStart(2, '0')}` } }),
      },
      word: { kind: 'text' },
    },
    source: sideRule(),
    target: sideRule(),
  };
  const file = (rows: readonly Item[], point: string) =>
    writeCsv(
      ['amount', 'word'],
      rows.map(([amount, word]) => [spell(amount, point), word]),
    ).text;
  const { summary, breaks } = await reconcileTexts(file(source, '.'), file(target, ','), { ruleset, threads: 1 });
  const left = unmatched(source, target, tolerance);
  const lines = (rows: readonly Item[], side: string) =>
    rows.map(([amount, word]) => `${side} ${spell(amount, '.')} ${word}`);
  const engineLines = breaks.map(({ kind, source: a, target: b }) => {
    const [amount = '', word = ''] = a ?? b ?? [];
    return `${kind} ${amount.replace(',', '.')} ${word}`;
  });
  return {
    engine: { isWhole: summary.key.whole_row, agreeing: summary.counts.agreeing, missing: engineLines.sort() },
    oracle: {
      isWhole: true,
      agreeing: source.length - left.source.length,
      missing: [...lines(left.source, 'missing_in_target'), ...lines(left.target, 'missing_in_source')].sort(),
    },
  };
}

const item = (random: Random): Item => [random.between(100, 140), random.pick(['x', 'y'])];

const edited = (random: Random, [amount, word]: Item): Item =>
  random.chance(0.2) ? [amount + random.pick([1, 4, 5, 6, -5, 20]), word] : [amount, word];

const spell = (hundredths: number, point: string) =>
  `${Math.trunc(hundredths / 100)}${point}${String(hundredths % 100).padStart(2, '0')}`;

/** Equal rows first; then in ascending order, each with the smallest that is near enough. */
function unmatched(source: readonly Item[], target: readonly Item[], tolerance: number) {
  const left: { source: Item[]; target: Item[] } = { source: [], target: [...target] };
  const take = (near: (row: Item) => (other: Item) => boolean, rows: readonly Item[]): Item[] =>
    rows.filter((row) => {
      const found = left.target.findIndex(near(row));
      if (found >= 0) left.target.splice(found, 1);
      return found < 0;
    });
  const ascending = (a: Item, b: Item) => a[0] - b[0];
  left.source = take(
    ([amount, word]) =>
      (other) =>
        other[0] === amount && other[1] === word,
    source,
  );
  left.source.sort(ascending);
  left.target.sort(ascending);
  left.source = take(
    ([amount, word]) =>
      (other) =>
        other[1] === word && Math.abs(other[0] - amount) <= tolerance,
    left.source,
  );
  return left;
}
