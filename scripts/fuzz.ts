import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type FuzzCase, makeCase, runCase } from '../packages/engine/src/fuzz/testing/run-case.ts';
import { collectSeeds } from '../packages/engine/src/fuzz/testing/seeds.ts';

/**
 * Reconciles pairs of mutated files, and tells each that crashes, hangs, loses a line or ends in an error without a code.
 *
 *   node --conditions=reconcyl-source scripts/fuzz.ts --count 20000 --seed 7 --out failures
 *   node --conditions=reconcyl-source scripts/fuzz.ts --seed 7 --case 123
 */
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000' },
    seed: { type: 'string' },
    /** Only this case. */
    case: { type: 'string' },
    /** Folder for the pairs that fail. */
    out: { type: 'string' },
  },
});
const seed = values.seed === undefined ? Date.now() % 1_000_000_000 : Number(values.seed);
const first = Number(values.case ?? 0);
const end = values.case === undefined ? Number(values.count) : first + 1;

const seeds = collectSeeds();
const outcomes = new Map<string, number>();
let failed = 0;
console.log(`seed ${seed}, cases ${first} to ${end - 1}, ${seeds.length} pairs to mutate`);
for (let number = first; number < end; number++) {
  const one = makeCase(seeds, seed, number);
  const { outcome, failure } = await runCase(one);
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  if (failure === undefined) continue;
  failed++;
  console.log(`case ${number} of seed ${seed} (${one.name}): ${failure}`);
  if (values.out !== undefined) keep(one, values.out);
}
for (const [outcome, times] of [...outcomes].sort((a, b) => b[1] - a[1])) console.log(`${times}\t${outcome}`);
console.log(`${failed} of ${end - first} failed`);
if (failed > 0) process.exitCode = 1;

function keep({ number, source, target, ruleset }: FuzzCase, out: string): void {
  const folder = join(out, `${seed}-${number}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'source.csv'), source);
  writeFileSync(join(folder, 'target.csv'), target);
  if (ruleset !== undefined) writeFileSync(join(folder, 'ruleset.yaml'), ruleset);
}
