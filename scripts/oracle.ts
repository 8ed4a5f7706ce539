/**
 * Holds the engine to the oracle on as many small pairs as wanted, and writes down what they disagree about:
 *
 *     node --conditions=reconcyl-source scripts/oracle.ts --pairs 100000 --seed 1 --out oracle-disagreements
 *     node --conditions=reconcyl-source scripts/oracle.ts --what kinds --runs 1000
 *
 * Every disagreement about packs becomes a folder with source.csv, target.csv, ruleset.json and what each of the two says, made as
 * small as it could be; the others become a JSON file. The run goes on after it, and ends with status 1 when there is any.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { holdHistory } from '../packages/engine/src/testing/oracle/hold-history.ts';
import { holdKey } from '../packages/engine/src/testing/oracle/hold-key.ts';
import { holdKinds } from '../packages/engine/src/testing/oracle/hold-kinds.ts';
import { holdSums } from '../packages/engine/src/testing/oracle/hold-sums.ts';
import { holdToOracle, type Replay } from '../packages/engine/src/testing/oracle/hold-to-oracle.ts';
import { holdWholeRows } from '../packages/engine/src/testing/oracle/hold-whole-rows.ts';
import { comparedFeatures, comparedParts } from '../packages/engine/src/testing/oracle/not-yet.ts';

const { values } = parseArgs({
  options: {
    what: { type: 'string', default: 'packs' },
    pairs: { type: 'string', default: '100000' },
    runs: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    out: { type: 'string', default: 'oracle-disagreements' },
  },
});

/** Small pairs in one run of the engine. */
const pairs = 100;
const seed = Number(values.seed);
const runs = Number(values.runs ?? Math.ceil(Number(values.pairs) / pairs));

/** What is held to the oracle: gives where its disagreement about a seed stands, or nothing. */
const subjects: Readonly<Record<string, (seed: number) => Promise<string | undefined>>> = {
  packs: async (pack) => {
    const replay = await holdToOracle(pack, { pairs, features: comparedFeatures, parts: comparedParts });
    return replay === undefined ? undefined : writeReplay(replay);
  },
  kinds: async (pack) => {
    const found = await holdKinds(pack, 60);
    return found.length === 0 ? undefined : writeFound('kinds', pack, found);
  },
  keys: async (pair) => {
    const found = await holdKey(pair);
    return found === undefined ? undefined : writeFound('keys', pair, found);
  },
  sums: async (pack) => writeUnequal('sums', pack, await holdSums(pack, 60)),
  rows: async (pair) => writeUnequal('rows', pair, await holdWholeRows(pair)),
  history: async (pair) => writeUnequal('history', pair, await holdHistory(pair, 150)),
};

const hold = subjects[values.what];
if (hold === undefined) throw new Error(`--what is one of ${Object.keys(subjects).join(', ')}`);
let found = 0;
for (let run = 0; run < runs; run++) {
  const place = await hold(seed + run);
  if (place !== undefined) {
    found++;
    console.log(`Disagreement at seed ${seed + run}: ${place}`);
  }
  if ((run + 1) % 50 === 0) console.log(`${run + 1} runs, ${found} disagreements`);
}
const inAll = values.what === 'packs' ? `${runs * pairs} pairs in ` : '';
console.log(`${values.what}: ${inAll}${runs} runs from seed ${seed} to ${seed + runs - 1}: ${found} disagreements`);
process.exitCode = found === 0 ? 0 : 1;

function writeUnequal(what: string, of: number, both: { engine: unknown; oracle: unknown }): string | undefined {
  return isDeepStrictEqual(both.engine, both.oracle) ? undefined : writeFound(what, of, both);
}

function writeFound(what: string, of: number, disagreement: unknown): string {
  mkdirSync(values.out, { recursive: true });
  const path = join(values.out, `${what}-seed-${of}.json`);
  writeFileSync(path, `${JSON.stringify(disagreement, null, 2)}\n`);
  return path;
}

function writeReplay(replay: Replay): string {
  const folder = join(values.out, `seed-${replay.seed}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'source.csv'), replay.source);
  writeFileSync(join(folder, 'target.csv'), replay.target);
  writeFileSync(join(folder, 'ruleset.json'), `${JSON.stringify(replay.ruleset, null, 2)}\n`);
  writeFileSync(join(folder, 'disagreements.txt'), `${replay.disagreements.join('\n')}\n`);
  return folder;
}
