/**
 * `npm run bench`: `reconcyl run` against other tools on the same pairs, whole processes in turn, so that what else the machine does
 * meets all alike. What counts are the ratios. `bench/peers/install.sh` installs the other tools.
 *
 * `--only clean,small` some works; `--large` those of ten million rows too; `--rounds 5`; `--scale 0.1` for a trial with fewer rows
 * and `--no-document` not to write it into docs/performance.md; `--keep` not to remove the data of large works and of trials;
 * `--no-build` to measure what is built.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeWork } from './describe-work.ts';
import { writeIntoPerformanceDocument } from './document.ts';
import { ensurePair, type Pair } from './generate.ts';
import { type Measurement, measure } from './measure.ts';
import { reconcyl, type Tool } from './tools.ts';
import { type Work, works } from './works.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    large: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    scale: { type: 'string', default: '1' },
    document: { type: 'boolean', default: true },
    build: { type: 'boolean', default: true },
    keep: { type: 'boolean', default: false },
  },
  allowNegative: true,
});
const scale = Number(values.scale);
const names = values.only?.split(',');
const chosen = works.filter(({ name, isLarge }) => names?.includes(name) ?? (values.large || isLarge !== true));
const unknown = names?.filter((name) => !works.some((work) => work.name === name)) ?? [];
if (unknown.length > 0) throw new Error(`--only knows ${works.map(({ name }) => name).join(', ')}`);

if (values.build) execFileSync('npm', ['run', 'build'], { cwd: join(import.meta.dirname, '..'), stdio: 'inherit' });
const load = loadavg()[0] ?? 0;
const pairs = new Set<Pair>();
try {
  for (const work of chosen) {
    const content = await measureWork(work);
    console.log(`\n${content}\n`);
    if (values.document) writeIntoPerformanceDocument(`bench ${work.name}`, content);
  }
} finally {
  if (!values.keep) for (const pair of pairs) pair.remove();
}

async function measureWork(work: Work): Promise<string> {
  const rows = work.rows <= 1000 ? work.rows : Math.round(work.rows * scale);
  const rounds = Number(values.rounds ?? (work.isLarge ? 1 : 5));
  const pair = ensurePair(join(import.meta.dirname, 'data'), { rows, mode: work.mode });
  if (work.isLarge || rows !== work.rows) pairs.add(pair);
  const out = mkdtempSync(join(tmpdir(), 'reconcyl-bench-out-'));
  try {
    const own = reconcyl(out, work.options);
    const taking = [own, ...work.peers.filter((peer) => peer.version() !== undefined)];
    const measured = new Map<Tool, Measurement[]>(taking.map((tool) => [tool, []]));
    for (let round = 0; round <= rounds; round++) {
      for (const tool of taking) {
        // The warm-up fills the file cache and the compile cache; a tool that only reads needs none for large files.
        if (round === 0 && work.isLarge && tool !== own) continue;
        const measurement = await measure(tool.command(pair), [0, 1]);
        console.log(`${work.name} ${round}/${rounds} ${tool.name}: ${measurement.seconds.toFixed(2)} s`);
        if (round > 0) measured.get(tool)?.push(measurement);
      }
    }
    return describeWork({ work, rows, rounds, pair, own, measured, load });
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
