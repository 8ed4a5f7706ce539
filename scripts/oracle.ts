/**
 * Holds the engine to the oracle on as many small pairs as wanted, and writes down what they disagree about:
 *
 *     node --conditions=reconcyl-source scripts/oracle.ts --pairs 100000 --seed 1 --out oracle-disagreements
 *
 * Every disagreement becomes a folder with source.csv, target.csv, ruleset.json and what each of the two says, made as small as
 * it could be; the run goes on after it. Ends with status 1 when there is any.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { holdToOracle, type Replay } from '../packages/engine/src/testing/oracle/hold-to-oracle.ts';
import { comparedFeatures, comparedParts } from '../packages/engine/src/testing/oracle/not-yet.ts';

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    out: { type: 'string', default: 'oracle-disagreements' },
  },
});

/** Small pairs in one run of the engine. */
const pairs = 100;
const seed = Number(values.seed);
const packs = Math.ceil(Number(values.pairs) / pairs);
let found = 0;

for (let pack = 0; pack < packs; pack++) {
  const replay = await holdToOracle(seed + pack, { pairs, features: comparedFeatures, parts: comparedParts });
  if (replay !== undefined) {
    found++;
    console.log(`Disagreement at seed ${replay.seed}: ${writeReplay(replay)}`);
  }
  if ((pack + 1) % 50 === 0) console.log(`${(pack + 1) * pairs} pairs, ${found} disagreements`);
}
console.log(`${packs * pairs} pairs in ${packs} runs from seed ${seed} to ${seed + packs - 1}: ${found} disagreements`);
process.exitCode = found === 0 ? 0 : 1;

function writeReplay(replay: Replay): string {
  const folder = join(values.out, `seed-${replay.seed}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'source.csv'), replay.source);
  writeFileSync(join(folder, 'target.csv'), replay.target);
  writeFileSync(join(folder, 'ruleset.json'), `${JSON.stringify(replay.ruleset, null, 2)}\n`);
  writeFileSync(join(folder, 'disagreements.txt'), `${replay.disagreements.join('\n')}\n`);
  return folder;
}
