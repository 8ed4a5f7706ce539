import { readFile, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { platform } from 'node:os';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, expect, it, vi } from 'vitest';
import { type Answer, json, report, request, result, submit } from './support/client.ts';
import { serve } from './support/served.ts';
import { folderOfTest } from './support/temporary-folder.ts';
import { testTimeoutMs } from './support/until.ts';

vi.setConfig({ testTimeout: testTimeoutMs });

const mebibyte = 2 ** 20;
/** Of each of the two files. Smaller on a slow machine: what would be kept in memory shows at a tenth of it, too. */
const fileBytes = Number(process.env.E2E_UPLOAD_BYTES ?? 1_000_000_000);
const allowedRise = 128 * mebibyte;

// /proc tells what a process uses; elsewhere there is nothing to measure with.
describe.runIf(platform() === 'linux')('the memory of the process that takes uploads', () => {
  it('does not grow with the size of the files', async () => {
    const served = await serve(await folderOfTest());
    // A small run first, so that what is loaded once does not count.
    await report(served.url, await submit(served.url, { source: 'id,v\n1,a\n', target: 'id,v\n1,b\n' }));
    await forgetPeak(served.pid);
    const idle = await memory(served.pid, 'VmRSS');

    const answer = await uploadGenerated(served.url);
    expect(answer.status).toBe(202);
    expect(((await memory(served.pid, 'VmHWM')) - idle) / mebibyte).toBeLessThan(allowedRise / mebibyte);

    // The bytes have all arrived; what they are is found out later, and told.
    const { task_id } = json(answer) as { task_id: string };
    const failed = await result(served.url, task_id);
    expect(json(failed)).toMatchObject({ status: 'Failed', error: { code: 'RECON_FILE_BINARY' } });
    expect(((await memory(served.pid, 'VmHWM')) - idle) / mebibyte).toBeLessThan(allowedRise / mebibyte);
    expect((await request(`${served.url}/api/v1/reconciliations/${task_id}`, { method: 'DELETE' })).status).toBe(204);
    await served.stop();
  });
});

/** Uploads two files that never exist as a whole. They begin like an archive: the run then ends at its first look at them. */
async function uploadGenerated(url: string): Promise<Answer> {
  const boundary = 'the-boundary';
  const head = (name: string) =>
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${name}.csv"\r\n\r\n`);
  const end = Buffer.from('\r\n');
  const tail = Buffer.from(`--${boundary}--\r\n`);
  const rows = Buffer.from('12345,a customer,2026-01-31,1234.50\n'.repeat(30_000));
  const magic = Buffer.from([0x50, 0x4b, 0x03, 0x04]);
  function* body() {
    for (const name of ['source', 'target']) {
      yield head(name);
      yield magic;
      for (let left = fileBytes - magic.length; left > 0; left -= rows.length) yield rows.subarray(0, left);
      yield end;
    }
    yield tail;
  }
  const length = ['source', 'target'].reduce(
    (sum, name) => sum + head(name).length + fileBytes + end.length,
    tail.length,
  );
  const sent = httpRequest(`${url}/api/v1/reconcile/upload/`, {
    method: 'POST',
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, 'content-length': length },
  });
  const answered = new Promise<Answer>((resolve, reject) => {
    sent.on('error', reject).on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: new Headers(), text }));
    });
  });
  const [answer] = await Promise.all([answered, pipeline(Readable.from(body()), sent)]);
  return answer;
}

async function memory(pid: number, what: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kilobytes = new RegExp(`^${what}:\\s+(\\d+) kB`, 'm').exec(status)?.[1];
  if (kilobytes === undefined) throw new Error(`/proc/${pid}/status tells no ${what}`);
  return Number(kilobytes) * 1024;
}

/** The peak counts from now on. */
function forgetPeak(pid: number): Promise<void> {
  return writeFile(`/proc/${pid}/clear_refs`, '5');
}
