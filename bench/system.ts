/**
 * `npm run bench:system`: from the first byte of an upload to the report being ready, through `reconcyl serve` in a process of its own,
 * and through the six services as processes on NATS, Redis and MinIO of their own; both in turn. Options: `--rows` of the large pair,
 * `--uploads` of the small pair one by one, `--rounds` of all that is large, `--sustained` uploads of the small pair `--at-once`,
 * `--gigabytes` of one upload; `--no-document` writes nothing into docs/performance.md.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startProcesses } from '../test-e2e/src/support/processes.ts';
import { services } from '../test-e2e/src/support/service-process.ts';
import { machine, table, writeIntoPerformanceDocument } from './document.ts';
import { ensurePair } from './generate.ts';
import { measure, median, percentile } from './measure.ts';
import { type BigUpload, bigUpload } from './system/big-upload.ts';
import { uploadUntilReady } from './system/client.ts';
import { reconcyl, startEmbedded } from './system/embedded.ts';
import { groupsBelow } from './system/processes-below.ts';
import { throughput } from './system/throughput.ts';

const { values } = parseArgs({
  allowNegative: true,
  options: {
    rows: { type: 'string', default: '1000000' },
    uploads: { type: 'string', default: '100' },
    rounds: { type: 'string', default: '3' },
    sustained: { type: 'string', default: '200' },
    'at-once': { type: 'string', default: '8' },
    gigabytes: { type: 'string', default: '1' },
    document: { type: 'boolean', default: true },
  },
});
const data = join(import.meta.dirname, 'data');
const small = ensurePair(data, { rows: 1000, mode: 'clean' });
const large = ensurePair(data, { rows: Number(values.rows), mode: 'clean' });
const rounds = Number(values.rounds);
const load = loadavg()[0]?.toFixed(1);
/** After the start, until what belongs to it has ended. */
const settleMs = 10_000;

const folder = mkdtempSync(join(tmpdir(), 'reconcyl-bench-system-'));
const processes = await startProcesses(join(folder, 'processes'));
const stops = [processes.stop];
try {
  await wait(settleMs);
  const idle = groupsBelow().filter(({ name }) => services.some((service) => service === name));
  const embedded = await startEmbedded(join(folder, 'embedded'));
  stops.push(embedded.stop);

  const smallMs = { embedded: [] as number[], processes: [] as number[] };
  const [warmUp, uploads] = [8, Number(values.uploads)];
  for (let upload = -warmUp; upload < uploads; upload++) {
    const seconds = {
      embedded: await uploadUntilReady(embedded.url, small),
      processes: await uploadUntilReady(processes.url, small),
    };
    if (upload < 0) continue;
    smallMs.embedded.push(seconds.embedded * 1000);
    smallMs.processes.push(seconds.processes * 1000);
  }
  console.log(`small: embedded ${spread(smallMs.embedded)}, processes ${spread(smallMs.processes)}`);

  const sustained = await throughput({
    ...{ url: processes.url, minio: processes.minio, pair: small },
    ...{ count: Number(values.sustained), atOnce: Number(values['at-once']), processors: cpus().length },
  });
  console.log(`sustained: ${sustained.perSecond.toFixed(2)} a second`);

  const big: BigUpload[] = [];
  const pidsOf = (service: string) => groupsBelow().find(({ name }) => name === service)?.pids ?? [];
  for (let round = 0; round < rounds; round++) {
    big.push(
      await bigUpload({
        ...{ url: processes.url, minio: processes.minio, bucket: 'reconcyl', bytes: Number(values.gigabytes) * 1e9 },
        ...{ gatewayPid: pidsOf('gateway')[0] ?? 0, normalizerPids: pidsOf('normalizer') },
      }),
    );
    console.log(`big ${round + 1}/${rounds}: ${JSON.stringify(big.at(-1))}`);
  }

  const largeSeconds = { run: [] as number[], embedded: [] as number[], processes: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    const run = await measure(
      [...reconcyl, 'run', large.source, large.target, '--key', 'id', '--json', '--quiet'],
      [1],
    );
    largeSeconds.run.push(run.seconds);
    largeSeconds.embedded.push(await uploadUntilReady(embedded.url, large));
    largeSeconds.processes.push(await uploadUntilReady(processes.url, large));
    console.log(`large ${round + 1}/${rounds}: ${JSON.stringify(largeSeconds)}`);
  }

  const overRun = (way: 'embedded' | 'processes') => {
    const ratios = largeSeconds[way].map((seconds, round) => seconds / (largeSeconds.run[round] ?? Number.NaN));
    return `${median(largeSeconds[way]).toFixed(2)} s, ${median(ratios).toFixed(2)} x \`reconcyl run\``;
  };
  const rate = (way: 'gateway' | 'plain') =>
    median(big.map(({ megabytesPerSecond }) => megabytesPerSecond[way])).toFixed(0);
  const cpu = (of: keyof BigUpload['cpuSeconds']) => median(big.map(({ cpuSeconds }) => cpuSeconds[of])).toFixed(1);
  const share = median(big.map(({ megabytesPerSecond: { gateway, plain } }) => gateway / plain));
  const rise = Math.max(...big.map(({ gatewayRiseBytes }) => gatewayRiseBytes)) / 1e6;
  const megabytes = (of: 'rssBytes' | 'pssBytes') =>
    `${Math.round(idle.reduce((sum, each) => sum + each[of], 0) / 1e6).toLocaleString('en')} MB`;
  const rows = Number(values.rows).toLocaleString('en');
  const cpuMs = sustained.shares.filter(({ isOurs }) => isOurs).reduce((sum, each) => sum + each.cpuMs, 0);

  const content = [
    `From the start of the upload to the report being read, through \`reconcyl serve\` and through the six services as processes on NATS, Redis and MinIO, all on one machine and in turn; load of the machine at the start ${load}. Machine: ${machine()}. Command: \`npm run bench:system\`.`,
    '',
    table(
      ['what', 'measured', 'aim'],
      [
        ['1,000 rows, `reconcyl serve`', spread(smallMs.embedded), 'p50 ≤ 250 ms'],
        ['1,000 rows, six processes', spread(smallMs.processes), 'p50 ≤ 350 ms, p99 ≤ 1.5 s'],
        [
          `1,000 rows, six processes, ${sustained.count} uploads, ${values['at-once']} at once`,
          `${sustained.perSecond.toFixed(1)} a second, ${cpuMs.toFixed(0)} ms of processor time each`,
          '≥ 10 a second',
        ],
        [`${rows} rows, \`reconcyl serve\``, overRun('embedded'), '≤ 2.5 x'],
        [`${rows} rows, six processes`, overRun('processes'), '≤ 2.5 x'],
        [
          `upload of ${values.gigabytes} GB to the gateway, through to MinIO`,
          `${rate('gateway')} MB/s, ${Math.round(share * 100)} % of a plain PUT to MinIO by the same client (${rate('plain')} MB/s)`,
          '≥ 70 %',
        ],
        ['memory of the gateway meanwhile', `rises by ${rise.toFixed(0)} MB`, '≤ 128 MB'],
        [
          'six services without work, with their engines',
          `${megabytes('pssBytes')} (shared pages counted once; ${megabytes('rssBytes')} where each process counts them)`,
          '≤ 900 MB',
        ],
      ],
    ),
    '',
    `Where the processors were during the ${sustained.count} uploads (100 % are both cores):`,
    '',
    table(
      ['process', 'share', 'processor time each'],
      sustained.shares.map((each) => [
        each.name,
        `${(each.share * 100).toFixed(0)} %`,
        each.isOurs ? `${each.cpuMs.toFixed(0)} ms` : '',
      ]),
    ),
    '',
    `Requests of S3 for one of them: ${requests(sustained.s3)}.`,
    '',
    `The upload of ${values.gigabytes} GB took ${cpu('gateway')} s of processor time of the gateway and ${cpu('minio')} s of MinIO, the plain PUT ${cpu('plain')} s of MinIO.`,
  ].join('\n');
  console.log(`\n${content}`);
  if (values.document) writeIntoPerformanceDocument('bench-system', content);
} finally {
  for (const stop of stops) await stop();
  rmSync(folder, { recursive: true, force: true });
}

function spread(milliseconds: readonly number[]): string {
  return `p50 ${median(milliseconds).toFixed(0)} ms, p99 ${percentile(milliseconds, 99).toFixed(0)} ms`;
}

function requests(counts: ReadonlyMap<string, number>): string {
  const often = [...counts].filter(([, count]) => count >= 0.05).sort(([, left], [, right]) => right - left);
  return often.map(([name, count]) => `${count.toFixed(1)} ${name}`).join(', ');
}
