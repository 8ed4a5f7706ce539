import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { acceptedMessage } from '@reconcyl/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { main } from '../main.ts';
import { fakeIo } from '../testing/fake-io.ts';
import { eventData } from './watch.ts';

const taskId = '01890a5d-ac96-774b-bcce-b302099a8057';
const links = { self: '/s', results: '/r', events: '/e' };
const counts = {
  source_rows: 2,
  target_rows: 2,
  agreeing: 1,
  discrepancies: 1,
  differing_cells: 1,
  missing_in_target: 0,
  missing_in_source: 0,
  source_in_groups: 0,
  target_in_groups: 0,
  duplicate_keys: 0,
  rejected_in_source: 0,
  rejected_in_target: 0,
};
const base = { task_id: taskId, attempt: 1, notification: 'none', links };

let folder: string;
let source: string;
let target: string;
let stop: () => Promise<void>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reconcyl-test-'));
  [source, target] = [join(folder, 'a.csv'), join(folder, 'b.csv')];
  await writeFile(source, 'id\n1\n');
  await writeFile(target, 'id\n2\n');
  stop = async () => {};
});
afterEach(async () => {
  await stop();
  await rm(folder, { recursive: true, force: true });
});

type Answers = Record<string, (request: IncomingMessage, response: ServerResponse) => unknown>;

/** A server that gives these answers, by method and path; what it was asked stands in `asked`. */
async function serverWith(answers: Answers): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const name = `${request.method} ${request.url}`;
    asked.push(name);
    const answer = answers[name];
    if (answer === undefined) json(response, 404, { code: 'RECON_ROUTE_NOT_FOUND' });
    else answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stop = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

const accept: Answers = {
  'POST /api/v1/reconciliations': async (request, response) => {
    await text(request);
    json(response, 202, { task_id: taskId, message: acceptedMessage, links });
  },
};
const self = `GET /api/v1/reconciliations/${taskId}`;
const completed = { ...base, status: 'completed', verdict: 'breaks', counts };

describe('reconcyl submit', () => {
  it('uploads both files with their fields and one key, and ends with the verdict as its exit code', async () => {
    let sent = '';
    let headers: IncomingMessage['headers'] = {};
    const { url } = await serverWith({
      'POST /api/v1/reconciliations': async (request, response) => {
        headers = request.headers;
        sent = await text(request);
        json(response, 202, { task_id: taskId, message: acceptedMessage, links });
      },
      [self]: (_request, response) => json(response, 200, completed),
    });
    const io = fakeIo({ env: { RECONCYL_TOKEN: 'secret' } });
    const code = await main(['submit', url, source, target, '--key', 'id,date', '--email', 'a@example.com'], io);
    expect(code).toBe(1);
    for (const part of ['filename="a.csv"', 'id\n1\n', 'filename="b.csv"', 'id\n2\n', 'a@example.com'])
      expect(sent).toContain(part);
    expect(sent.match(/name="key"\r\n\r\n(id|date)\r\n/g)).toHaveLength(2);
    expect(headers.authorization).toBe('Bearer secret');
    expect(headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/);
    expect(io.stderrText()).toContain('1 record with discrepancies');
    expect(io.stdoutText()).toBe('');
  });

  it('fetches the reports whole into --out', async () => {
    const { url } = await serverWith({
      ...accept,
      [self]: (_request, response) => json(response, 200, { ...completed, verdict: 'agree' }),
      [`${self}/report?format=csv`]: (_request, response) => response.end('the report'),
    });
    const out = join(folder, 'out');
    expect(await main(['submit', url, source, target, '--report', 'csv', '--out', out, '-q'], fakeIo())).toBe(0);
    expect(await readFile(join(out, 'reconciliation_report.csv'), 'utf8')).toBe('the report');
  });

  it('asks again with the same key while the server is busy', async () => {
    const keys: unknown[] = [];
    const { url } = await serverWith({
      'POST /api/v1/reconciliations': async (request, response) => {
        keys.push(request.headers['idempotency-key']);
        await text(request);
        if (keys.length === 1) json(response, 503, { code: 'RECON_TOO_MANY_UPLOADS' }, { 'retry-after': '0.01' });
        else json(response, 202, { task_id: taskId, message: acceptedMessage, links });
      },
      [self]: (_request, response) => json(response, 200, completed),
    });
    expect(await main(['submit', url, source, target, '--fail-on', 'missing', '-q'], fakeIo())).toBe(0);
    expect(keys).toHaveLength(2);
    expect(keys[0]).toBe(keys[1]);
  });

  it('follows the events, and looks at the resource itself when they end', async () => {
    let looks = 0;
    const { url, asked } = await serverWith({
      ...accept,
      [self]: (_request, response) => {
        looks += 1;
        json(response, 200, looks === 1 ? { ...base, status: 'normalizing' } : completed);
      },
      [`${self}/events`]: (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(`event: state\ndata: ${JSON.stringify({ ...base, status: 'rendering' })}\n\n`);
        response.end(`data: ${JSON.stringify(completed)}\n\n`);
      },
    });
    expect(await main(['submit', url, source, target, '-q'], fakeIo())).toBe(1);
    expect(asked.slice(1)).toEqual([self, `${self}/events`, self]);
  });

  it('tells a failed run with its code and detail, and could not run', async () => {
    const error = {
      code: 'RECON_FILE_EMPTY',
      message: 'm',
      detail: 'The target has 0 bytes.',
      advice: 'a',
      can_retry: false,
    };
    const { url } = await serverWith({
      ...accept,
      [self]: (_request, response) => json(response, 200, { ...base, status: 'failed', error }),
    });
    const io = fakeIo();
    expect(await main(['submit', url, source, target], io)).toBe(2);
    expect(io.stderrText()).toMatch(/error RECON_FILE_EMPTY: .*\n {2}The target has 0 bytes\./);
  });

  it('tells a refused upload with every problem', async () => {
    const problem = {
      code: 'RECON_RULESET_INVALID',
      title: 't',
      status: 422,
      problems: [{ path: 'columns.x', message: 'no such column' }],
    };
    const { url } = await serverWith({
      'POST /api/v1/reconciliations': async (request, response) => {
        await text(request);
        json(response, 422, problem);
      },
    });
    const io = fakeIo();
    expect(await main(['submit', url, source, target], io)).toBe(2);
    expect(io.stderrText()).toContain('columns.x: no such column');
  });

  it('refuses an address that is none, and a file that is not there, before it asks anyone', async () => {
    const io = fakeIo();
    expect(await main(['submit', 'ftp://example.com', source, target], io)).toBe(2);
    expect(await main(['submit', 'http://127.0.0.1:1', join(folder, 'absent.csv'), target], io)).toBe(2);
    expect(io.stderrText()).toMatch(/RECON_USAGE[\s\S]*RECON_FILE_NOT_READABLE/);
  });
});

describe('eventData', () => {
  it('reads events that arrive in pieces, with any line end, and leaves out comments and what is not JSON', async () => {
    const pieces = [': hello\n\ndata: {"a"', ':1}\r', '\n\r\ndata: no json\n\ndata:{"b":\ndata:2}\n\n'];
    const bytes = (async function* () {
      for (const piece of pieces) yield new TextEncoder().encode(piece);
    })();
    expect(await Readable.from(eventData(bytes)).toArray()).toEqual([{ a: 1 }, { b: 2 }]);
  });
});
