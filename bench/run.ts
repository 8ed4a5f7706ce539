/**
 * `npm run bench`: `reconcyl run` against the plainest counting query, both as whole processes and in turn, so that what else the
 * machine does meets both alike. What counts are the ratios. Options: `--rows 1000000`, `--rounds 5`.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { machine, table, writeIntoPerformanceDocument } from './document.ts';
import { ensurePair, type Mode, modes, type Pair } from './generate.ts';
import { type Measurement, measure, median } from './measure.ts';

const { values } = parseArgs({
  options: { rows: { type: 'string', default: '1000000' }, rounds: { type: 'string', default: '5' } },
});
const rows = Number(values.rows);
const rounds = Number(values.rounds);
const targets: Record<Mode, number> = { clean: 2.2, formatted: 3 };
const peakTargetMb = 600;

const results = [];
for (const mode of modes) results.push(await compare(mode));

const header = [
  'pair',
  'counting query',
  '`reconcyl run`',
  'ratio',
  'aim',
  'ratio of processor time',
  'peak memory',
  'aim',
  'peak of the query',
];
const cells = results.map(({ mode, count, run, ratio, cpuRatio }) => [
  mode,
  `${count.seconds.toFixed(2)} s`,
  `${run.seconds.toFixed(2)} s`,
  `${ratio.toFixed(2)} x`,
  `≤ ${targets[mode]} x`,
  `${cpuRatio.toFixed(2)} x`,
  `${megabytes(run.peakBytes)} MB`,
  `≤ ${peakTargetMb} MB`,
  `${megabytes(count.peakBytes)} MB`,
]);
const content = [
  `${rows.toLocaleString('en')} rows x 9 columns a file; medians of ${rounds} rounds in turn after a warm-up, whole processes.`,
  `Machine: ${machine()}. Command: \`npm run bench\` (\`reconcyl run SOURCE TARGET --key id --report json --report parquet --out DIR\`).`,
  '',
  table(header, cells),
].join('\n');
console.log(`\n${content}`);
writeIntoPerformanceDocument('bench', content);

async function compare(mode: Mode) {
  const pair = ensurePair(join(import.meta.dirname, 'data'), { rows, mode });
  const counted: Measurement[] = [];
  const reconciled: Measurement[] = [];
  for (let round = 0; round <= rounds; round++) {
    const [count, run] = [await countRaw(pair), await reconcile(pair)];
    if (round === 0) continue; // the warm-up fills the file cache and the compile cache
    counted.push(count);
    reconciled.push(run);
    console.log(
      `${mode} ${round}/${rounds}: query ${count.seconds.toFixed(2)} s, reconcyl run ${run.seconds.toFixed(2)} s`,
    );
  }
  const count = middle(counted);
  const run = middle(reconciled);
  const ratioOf = (what: 'seconds' | 'cpuSeconds') =>
    median(reconciled.map((each, index) => each[what] / (counted[index]?.[what] ?? Number.NaN)));
  return { mode, count, run, ratio: ratioOf('seconds'), cpuRatio: ratioOf('cpuSeconds') };
}

function countRaw(pair: Pair): Promise<Measurement> {
  return measure([join(import.meta.dirname, 'count.ts'), pair.source, pair.target], [0]);
}

async function reconcile(pair: Pair): Promise<Measurement> {
  const out = mkdtempSync(join(tmpdir(), 'reconcyl-bench-out-'));
  try {
    const command = [
      'run',
      pair.source,
      pair.target,
      '--key',
      'id',
      '--report',
      'json',
      '--report',
      'parquet',
      '--out',
      out,
    ];
    const bin = join(import.meta.dirname, '../packages/cli/bin/reconcyl.js');
    const measurement = await measure([bin, ...command, '--json', '--quiet'], [1]);
    assertCounts(JSON.parse(measurement.stdout).counts, pair);
    return measurement;
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** A fast wrong answer is worth nothing: the counts must be those that were planted. */
function assertCounts(counts: Record<string, number>, pair: Pair): void {
  for (const [name, expected] of Object.entries<number>(JSON.parse(readFileSync(pair.expected, 'utf8')))) {
    if (counts[name] !== expected) throw new Error(`${name} is ${counts[name]}, planted were ${expected}`);
  }
}

function middle(measurements: readonly Measurement[]) {
  return {
    seconds: median(measurements.map((each) => each.seconds)),
    peakBytes: Math.max(...measurements.map((each) => each.peakBytes)),
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
