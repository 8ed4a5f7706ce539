/**
 * `npm run bench:system`: from the first byte of an upload to the report being ready, through `reconcyl serve` in a process of its
 * own: a pair of 1,000 rows again and again, and a large pair against `reconcyl run`. Options: `--rows`, `--uploads`, `--rounds`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openAsBlob, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { machine, table, writeIntoPerformanceDocument } from './document.ts';
import { ensurePair, type Pair } from './generate.ts';
import { measure, median, percentile } from './measure.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    uploads: { type: 'string', default: '50' },
    rounds: { type: 'string', default: '3' },
  },
});
const conditions = ['--conditions=reconcyl-source', '--disable-warning=ExperimentalWarning'];
const program = [process.execPath, ...conditions, join(import.meta.dirname, '../packages/cli/bin/reconcyl.js')];
const data = join(import.meta.dirname, 'data');
const small = ensurePair(data, { rows: 1000, mode: 'clean' });
const large = ensurePair(data, { rows: Number(values.rows), mode: 'clean' });

const folder = mkdtempSync(join(tmpdir(), 'reconcyl-bench-system-'));
const { url, stop } = await serve(folder);
try {
  await uploadUntilReady(small); // warms the system up
  const smallMs: number[] = [];
  for (let upload = 0; upload < Number(values.uploads); upload++) smallMs.push((await uploadUntilReady(small)) * 1000);

  const ratios: number[] = [];
  const seconds: number[] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    const run = await measure([...program, 'run', large.source, large.target, '--key', 'id', '--json', '--quiet'], [1]);
    const system = await uploadUntilReady(large);
    seconds.push(system);
    ratios.push(system / run.seconds);
    console.log(
      `large ${round + 1}/${values.rounds}: system ${system.toFixed(2)} s, reconcyl run ${run.seconds.toFixed(2)} s`,
    );
  }
  const content = [
    `From the start of the upload to the report being ready, through \`reconcyl serve\`. Machine: ${machine()}. Command: \`npm run bench:system\`.`,
    '',
    table(
      ['pair', 'measured', 'aim'],
      [
        [
          '1,000 rows',
          `p50 ${median(smallMs).toFixed(0)} ms, p99 ${percentile(smallMs, 99).toFixed(0)} ms`,
          'p50 ≤ 250 ms',
        ],
        [
          `${Number(values.rows).toLocaleString('en')} rows`,
          `${median(seconds).toFixed(2)} s, ${median(ratios).toFixed(2)} x \`reconcyl run\``,
          '≤ 2.5 x',
        ],
      ],
    ),
  ].join('\n');
  console.log(`\n${content}`);
  writeIntoPerformanceDocument('bench-system', content);
} finally {
  await stop();
  rmSync(folder, { recursive: true, force: true });
}

/** Seconds from the start of the upload until the json report has been read. */
async function uploadUntilReady(pair: Pair): Promise<number> {
  const begin = performance.now();
  const form = new FormData();
  form.set('key', 'id');
  form.set('source', await openAsBlob(pair.source), 'source.csv');
  form.set('target', await openAsBlob(pair.target), 'target.csv');
  const accepted = await fetch(new URL('/api/v1/reconcile/upload/', url), { method: 'POST', body: form });
  if (accepted.status !== 202) throw new Error(`upload answered ${accepted.status}: ${await accepted.text()}`);
  const { task_id: taskId } = (await accepted.json()) as { task_id: string };
  await ended(taskId);
  const results = await fetch(new URL(`/api/v1/reconcile/results/${taskId}/`, url));
  const body = await results.text();
  if (results.status !== 200) throw new Error(`results answered ${results.status}: ${body}`);
  return (performance.now() - begin) / 1000;
}

/** Waits as a client should who wants to know at once: asking again and again would measure the asking. */
async function ended(taskId: string): Promise<void> {
  const events = await fetch(new URL(`/api/v1/reconciliations/${taskId}/events`, url));
  // The stream ends with the reconciliation.
  await events.text();
}

async function serve(dataFolder: string) {
  const [node = '', ...parameters] = program;
  const child = spawn(node, [...parameters, 'serve', '--port', '0', '--data', dataFolder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const found = /http:\/\/\S+/.exec(line);
    if (found === null) continue;
    child.stdout.resume();
    return {
      url: found[0],
      stop: async () => {
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        await ended;
      },
    };
  }
  throw new Error('reconcyl serve ended before it was ready');
}
