import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import http from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { S3Server } from '@reconcyl/testing/servers';
import { Client } from 'minio';
import { memoryOf } from '../proc.ts';
import { groupsBelow } from './processes-below.ts';

export interface BigUpload {
  /** Of each round. */
  readonly megabytesPerSecond: { readonly gateway: number; readonly plain: number };
  readonly gatewayRiseBytes: number;
  /** Of the processor, of the gateway and of MinIO, while the file went through the gateway; and of MinIO during the plain PUT. */
  readonly cpuSeconds: { readonly gateway: number; readonly minio: number; readonly plain: number };
}

export interface BigUploads {
  readonly url: string;
  readonly minio: S3Server;
  readonly bucket: string;
  readonly gatewayPid: number;
  /** Held while files are uploaded: it would begin to read them. */
  readonly normalizerPids: readonly number[];
  readonly bytes: number;
}

/**
 * Streams a file to the gateway until it has accepted it, and the same bytes straight to MinIO by one plain PUT of the same client, in
 * turn. The gateway's answer comes when both files and the manifest are in MinIO.
 */
export async function bigUpload(given: BigUploads): Promise<BigUpload> {
  const { url, minio, bucket, gatewayPid, normalizerPids, bytes } = given;
  for (const pid of normalizerPids) process.kill(pid, 'SIGSTOP');
  try {
    const before = setMarkBack(gatewayPid);
    const atFirst = cpuSeconds();
    const gateway = await timed(bytes, async () => {
      const form = formOf(bytes);
      const answer = await send('POST', `${url}/api/v1/reconciliations`, form);
      if (answer.status !== 202) throw new Error(`the upload was answered ${answer.status}: ${answer.body}`);
      return (JSON.parse(answer.body) as { task_id: string }).task_id;
    });
    const gatewayRiseBytes = memoryOf(gatewayPid).peak - before;
    const between = cpuSeconds();
    const deleted = await fetch(`${url}/api/v1/reconciliations/${gateway.value}`, { method: 'DELETE' });
    if (deleted.status !== 204) throw new Error(`the deletion was answered ${deleted.status}`);

    const { hostname, port } = new URL(minio.url);
    const { region, accessKey, secretKey } = minio;
    const client = new Client({ endPoint: hostname, port: Number(port), useSSL: false, region, accessKey, secretKey });
    const address = await client.presignedPutObject(bucket, 'bench/plain', 3600);
    const plain = await timed(bytes, async () => {
      const answer = await send('PUT', address, { type: 'text/csv', bytes, chunks: rows(bytes) });
      if (answer.status !== 200) throw new Error(`MinIO answered ${answer.status}: ${answer.body}`);
    });
    const atLast = cpuSeconds();
    await client.removeObject(bucket, 'bench/plain');
    return {
      megabytesPerSecond: { gateway: gateway.rate, plain: plain.rate },
      gatewayRiseBytes,
      cpuSeconds: {
        gateway: between.gateway - atFirst.gateway,
        minio: between.minio - atFirst.minio,
        plain: atLast.minio - between.minio,
      },
    };
  } finally {
    for (const pid of normalizerPids) process.kill(pid, 'SIGCONT');
  }
}

function cpuSeconds() {
  const groups = groupsBelow();
  const of = (wanted: string) => groups.find(({ name }) => name === wanted)?.cpuSeconds ?? 0;
  return { gateway: of('gateway'), minio: of('minio') };
}

async function timed<Value>(bytes: number, work: () => Promise<Value>): Promise<{ value: Value; rate: number }> {
  const begin = performance.now();
  const value = await work();
  return { value, rate: bytes / 1000 / (performance.now() - begin) };
}

interface Body {
  readonly type: string;
  readonly bytes: number;
  readonly chunks: Iterable<Uint8Array>;
}

/** Sends a body of known length as a stream, as fast as it is taken. */
async function send(method: string, url: string, { type, bytes, chunks }: Body) {
  const headers = { 'content-type': type, 'content-length': bytes };
  const request = http.request(url, { method, headers, agent: false });
  const answered = once(request, 'response');
  await pipeline(Readable.from(chunks, { objectMode: false, highWaterMark: chunkBytes }), request);
  const [response] = (await answered) as [http.IncomingMessage];
  return { status: response.statusCode ?? 0, body: await text(response) };
}

const chunkBytes = 64 * 1024;
const header = Buffer.from('id,amount,text\n');
const row = Buffer.from('1234567,12345.67,some text of a row\n');
const chunk = Buffer.alloc(Math.floor(chunkBytes / row.length) * row.length, row);

function* rows(bytes: number): Generator<Uint8Array> {
  yield header;
  for (let left = bytes - header.length; left > 0; left -= chunk.length) {
    yield left >= chunk.length ? chunk : chunk.subarray(0, left);
  }
}

function formOf(bytes: number): Body {
  const boundary = 'reconcyl-bench';
  const part = (side: string) =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${side}"; filename="${side}.csv"\r\ncontent-type: text/csv\r\n\r\n`;
  const head = Buffer.from(`${part('target')}${header}${row}\r\n${part('source')}`);
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  function* chunks() {
    yield head;
    yield* rows(bytes);
    yield tail;
  }
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    bytes: head.length + bytes + tail.length,
    chunks: chunks(),
  };
}

/** Linux: lets the kernel's mark of the most memory of a process begin anew, and gives what it holds now. */
function setMarkBack(pid: number): number {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
  return memoryOf(pid).now;
}
