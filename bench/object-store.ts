/**
 * What a streamed put of the S3 adapter costs, beside a plain `putObject` of the client of MinIO that knows the size, on a MinIO of its
 * own. Time by the clock and of both processes' processors: on a shared machine only the latter repeats.
 *
 *   node --conditions=reconcyl-source bench/object-store.ts [--gigabytes 1] [--rounds 3] [--parts 2] [--part-size 8]
 */
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import { makeBucket } from '../packages/object-store/src/testing/s3-bucket.ts';
import { startMinio } from '../packages/testing/src/servers/index.ts';

const text = { type: 'string' } as const;
const { values } = parseArgs({ options: { gigabytes: text, rounds: text, parts: text, 'part-size': text } });
const total = Number(values.gigabytes ?? 1) * 1e9;
const chunk = Buffer.alloc(64 * 1024, 'abcdefgh');
const server = await startMinio();
const bucket = await makeBucket(server);
const store = bucket.open({
  partsAtOnce: values.parts === undefined ? undefined : Number(values.parts),
  partSizeBytes: values['part-size'] === undefined ? undefined : Number(values['part-size']) * 1024 * 1024,
});
let peak = 0;

function body(bytes: number): Readable {
  function* chunks() {
    for (let left = bytes; left > 0; left -= chunk.length) {
      peak = Math.max(peak, process.memoryUsage.rss());
      yield left >= chunk.length ? chunk : chunk.subarray(0, left);
    }
  }
  return Readable.from(chunks(), { objectMode: false });
}

/** Seconds of the processor that the server has used, as Linux counts them, in hundredths. */
function serverSeconds(): number {
  const fields = readFileSync(`/proc/${server.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function measure(name: string, put: (body: Readable) => Promise<unknown>): Promise<void> {
  peak = process.memoryUsage.rss();
  const [rss, cpu, serverCpu, begin] = [peak, process.cpuUsage(), serverSeconds(), performance.now()];
  await put(body(total));
  const seconds = (performance.now() - begin) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const figures = {
    way: name,
    seconds: Number(seconds.toFixed(1)),
    megabytesPerSecond: Math.round(total / 1e6 / seconds),
    memoryRiseMiB: Math.round((peak - rss) / 1024 / 1024),
    processorSeconds: Number(((user + system) / 1e6).toFixed(1)),
    serverProcessorSeconds: Number((serverSeconds() - serverCpu).toFixed(1)),
  };
  console.log(JSON.stringify(figures));
}

try {
  // The first put loads code and opens connections.
  await store.put('first', body(20e6));
  for (let round = 0; round < Number(values.rounds ?? 3); round += 1) {
    await measure('adapter', (stream) => store.put('adapter', stream));
    await measure('plain', (stream) => bucket.client.putObject(bucket.name, 'plain', stream, total));
  }
} finally {
  await store.close();
  await server.remove();
}
