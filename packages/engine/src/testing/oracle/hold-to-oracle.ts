import { ReconcylError } from '@reconcyl/contracts';
import type { Feature } from './column-samples.ts';
import { type AnswerPart, disagreements } from './disagreements.ts';
import { makePack, type Pack } from './make-pack.ts';
import { reducePack } from './reduce-pack.ts';
import { runBoth } from './run-both.ts';
import { writeCsv } from './write-csv.ts';

export interface Comparison {
  /** Small pairs in one run of the engine. */
  readonly pairs: number;
  readonly features: ReadonlySet<Feature>;
  readonly parts: ReadonlySet<AnswerPart>;
}

/** A disagreement in the smallest form that was found: enough to replay it. */
export interface Replay {
  readonly seed: number;
  readonly source: string;
  readonly target: string;
  readonly ruleset: Pack['ruleset'];
  readonly disagreements: readonly string[];
}

/** Holds the engine to the oracle on the pack of a seed; gives what they disagree about, or nothing. */
export async function holdToOracle(seed: number, comparison: Comparison): Promise<Replay | undefined> {
  const pack = makePack(seed, comparison.pairs, comparison.features);
  const found = await disagreementsOf(pack, comparison.parts);
  if (found.length === 0) return undefined;
  const part = partOf(found[0]);
  const fails = async (smaller: Pack) =>
    (await disagreementsOf(smaller, comparison.parts)).some((line) => partOf(line) === part);
  const small = await reducePack(pack, fails);
  return {
    seed,
    source: writeCsv(small.source.columns, small.source.rows, small.source.dialect).text,
    target: writeCsv(small.target.columns, small.target.rows, small.target.dialect).text,
    ruleset: small.ruleset,
    disagreements: await disagreementsOf(small, comparison.parts),
  };
}

const partOf = (line: string | undefined): string | undefined => line?.split(':')[0];

async function disagreementsOf(pack: Pack, parts: ReadonlySet<AnswerPart>): Promise<string[]> {
  try {
    const { engine, oracle } = await runBoth(pack);
    return disagreements(engine, oracle, parts);
  } catch (error) {
    if (!(error instanceof ReconcylError)) throw error;
    return [`${error.code} ${error.detail ?? ''}: ${String(error.cause ?? '')}`];
  }
}
