/**
 * Figures of the task store adapters at 100,000 records, for docs/performance.md and the decisions: writes, pages with and without
 * filters, changes between connections, memory of Redis. Needs `redis-server`; `--records 10000` for a shorter run, `--only sqlite` for
 * one of them.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type TaskState, taskStatuses } from '@reconcyl/contracts';
import type { TaskStore } from '@reconcyl/task-store';
import { createRedisTaskStore } from '@reconcyl/task-store/redis';
import { createSqliteTaskStore } from '@reconcyl/task-store/sqlite';
import { startRedis } from '@reconcyl/testing/servers';

const { values } = parseArgs({ options: { records: { type: 'string', default: '100000' }, only: { type: 'string' } } });
const records = Number(values.records);
/** As many events as the status service folds at once. */
const atOnce = 8;
const tenant = 'default';

function stateOf(n: number): TaskState {
  const counts = { source_rows: 1000, target_rows: 1000, agreeing: 990, discrepancies: 10, differing_cells: 12 };
  const more = { missing_in_target: 0, missing_in_source: 0, duplicate_keys: 0 };
  return {
    tenant,
    taskId: `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`,
    name: `bank-${n % 100}`,
    acceptedAt: new Date(Date.UTC(2026, 2, 1) + n * 1000).toISOString(),
    reportFormat: 'json',
    attempt: 1,
    status: taskStatuses[n % 6] ?? 'accepted',
    verdict: 'breaks',
    counts: { ...counts, ...more, rejected_in_source: 0, rejected_in_target: 0 } as TaskState['counts'] & object,
    finishedAt: new Date(Date.UTC(2026, 2, 2)).toISOString(),
    notification: 'sent',
  };
}

async function perSecond(count: number, work: (n: number) => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return Math.round(count / ((performance.now() - begin) / 1000));
}

async function quantiles(count: number, work: (n: number) => Promise<unknown>): Promise<string> {
  const times: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const begin = performance.now();
    await work(n);
    times.push(performance.now() - begin);
  }
  times.sort((one, other) => one - other);
  const at = (part: number) => (times[Math.floor(times.length * part)] ?? 0).toFixed(2);
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms`;
}

async function measure(name: string, store: TaskStore, other: TaskStore): Promise<void> {
  const say = (what: string, figure: string | number) => console.log(`${name.padEnd(7)} ${what.padEnd(44)} ${figure}`);
  say(`writes a second, ${records} new records`, await perSecond(records, (n) => store.put(stateOf(n), 0)));
  const updates = Math.min(records, 20_000);
  const update = async (n: number) => {
    const stored = await store.get(tenant, stateOf(n).taskId);
    await store.put({ ...stateOf(n), status: 'failed' }, stored?.version ?? 0);
  };
  say('read, then write over it, a second', await perSecond(updates, update));
  say('get', await quantiles(2000, (n) => store.get(tenant, stateOf(n * 7).taskId)));
  say('first page of 50', await quantiles(500, () => store.list({ tenant, limit: 50 })));
  const rare = { tenant, name: 'bank-7', limit: 50 } as const;
  say('first page of 50 of a name (1 of 100)', await quantiles(500, () => store.list(rare)));
  const both = { ...rare, status: 'completed' } as const;
  say('first page of 50 of a name and a status', await quantiles(500, () => store.list(both)));
  let cursor: string | undefined;
  const begin = performance.now();
  do {
    cursor = (await store.list({ tenant, limit: 200, cursor })).nextCursor;
  } while (cursor !== undefined);
  say('all pages of 200', `${((performance.now() - begin) / 1000).toFixed(2)} s`);
  const end = new AbortController();
  const changes = other.changes({ tenant }, end.signal)[Symbol.asyncIterator]();
  const told = async (n: number) => {
    const state = { ...stateOf(n), taskId: stateOf(records + n).taskId };
    const next = changes.next();
    await store.put(state, 0);
    await next;
  };
  say('a change, from the write to the other side', await quantiles(500, told));
  end.abort();
}

async function measureRedis(): Promise<void> {
  const redis = await startRedis({ config: ['appendonly no', 'maxmemory 1gb', 'maxmemory-policy noeviction'] });
  const info = () => execFileSync('redis-cli', ['-p', `${redis.port}`, 'info', 'memory'], { encoding: 'utf8' });
  const usedBytes = () => Number(/used_memory:(\d+)/.exec(info())?.[1]);
  const before = usedBytes();
  const options = { url: redis.url, retentionMs: 86_400_000 };
  const [one, other] = [await createRedisTaskStore(options), await createRedisTaskStore(options)];
  await measure('redis', one, other);
  console.log(`redis   memory                                       ${Math.round((usedBytes() - before) / 1e6)} MB`);
  await one.close();
  await other.close();
  await redis.remove();
}

async function measureSqlite(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'reconcyl-bench-'));
  const file = join(folder, 'tasks.sqlite');
  const [first, second] = [await createSqliteTaskStore({ file }), await createSqliteTaskStore({ file })];
  await measure('sqlite', first, second);
  await first.close();
  await second.close();
  rmSync(folder, { recursive: true });
}

if (values.only !== 'sqlite') await measureRedis();
if (values.only !== 'redis') await measureSqlite();
