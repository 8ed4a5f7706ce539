import { planOf } from './hold-kinds.ts';
import { type Candidate, inferKey } from './infer-key.ts';
import { makeKeyPair } from './key-pairs.ts';
import { sideRule } from './make-pack.ts';
import { writeCsv } from './write-csv.ts';

export interface KeyDisagreement {
  readonly seed: number;
  readonly expected: readonly Candidate[];
  readonly seen: unknown;
  readonly source: string;
  readonly target: string;
}

/** Holds the key that the engine infers to that of the oracle, for the pair of a seed. */
export async function holdKey(seed: number): Promise<KeyDisagreement | undefined> {
  const pair = makeKeyPair(seed);
  const [source, target] = [pair.source, pair.target].map(({ columns, rows }) => writeCsv(columns, rows).text);
  if (source === undefined || target === undefined) throw new Error('no files');
  const { key } = await planOf(source, target, { source: sideRule(), target: sideRule() });
  const best = inferKey(pair.source, pair.target);
  const asSet = (names: readonly string[]) => JSON.stringify([...names].sort());
  const isSame =
    best.length === 0
      ? key.wholeRow === true
      : key.wholeRow !== true && best.some(({ columns }) => asSet(columns) === asSet(key.columns));
  return isSame
    ? undefined
    : { seed, expected: best, seen: [key.wholeRow, key.columns, key.candidates], source, target };
}
