import { mkdir, readFile, rename, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { objectKeys, type TaskState } from '@reconcyl/contracts';
import { createFilesystemObjectStore } from '@reconcyl/object-store/filesystem';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { gatewayUnderTest } from '../testing/gateway-under-test.ts';
import { createDrops } from './create-drops.ts';

const longAgo = new Date('2026-01-01T00:00:00.000Z');

/** What looks at the inbox of a data folder, started. */
async function drops(
  config: { INBOX_SWEEP_MS?: number; DROP_QUIET_MS?: number } = {},
  howMany = 1,
  fullLookMs?: number,
) {
  const gateway = await gatewayUnderTest({ config: { INBOX_SWEEP_MS: 20, DROP_QUIET_MS: 60_000, ...config } });
  const data = join(gateway.folder, 'data');
  const store = await createFilesystemObjectStore({ root: data });
  const requests = { looks: 0, sweeps: 0 };
  const counted: typeof gateway.dependencies.store = {
    ...gateway.dependencies.store,
    get: (key, options) => {
      if (key.startsWith(objectKeys.drops('default'))) requests.looks += 1;
      return gateway.dependencies.store.get(key, options);
    },
    list: (prefix, options) => {
      if (prefix === objectKeys.drops('default')) requests.sweeps += 1;
      return gateway.dependencies.store.list(prefix, options);
    },
  };
  const dependencies = { ...gateway.dependencies, store: counted, box: { store, isFolder: true }, fullLookMs };
  const services = Array.from({ length: howMany }, () => createDrops(dependencies, gateway.config));
  const start = async () => {
    for (const service of services) await service.start();
  };
  onTestFinished(async () => {
    for (const service of services) await service.stop(0);
    await store.close();
  });
  const write = async (key: string, text: string, modifiedAt = longAgo) => {
    const path = join(data, 'inbox', key);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.part`, text);
    await utimes(`${path}.part`, modifiedAt, modifiedAt);
    await rename(`${path}.part`, path);
    return path;
  };
  const accepted = () =>
    gateway.store
      .keys()
      .filter((key) => key.endsWith('/request.json'))
      .map((key) => gateway.store.json(key).name as string)
      .sort();
  return { ...gateway, data, start, write, accepted, requests };
}

describe('the inbox folder', () => {
  it('tells of what is moved into it, so that nobody has to look', async () => {
    const { start, write, accepted } = await drops({ INBOX_SWEEP_MS: 86_400_000 });
    await write('first/source.csv', 'id\n1\n');
    await write('first/target.csv', 'id\n1\n');
    await start();
    // The only look there is has been.
    await eventually(accepted).toEqual(['first']);
    let count = 0;
    await eventually(async () => {
      count += 1;
      await write(`later-${count}/source.csv`, 'id\n1\n');
      await write(`later-${count}/target.csv`, 'id\n1\n');
      return accepted().length;
    }).toBeGreaterThan(1);
  });

  it('may be full before the system starts', async () => {
    const { start, write, accepted } = await drops({ INBOX_SWEEP_MS: 86_400_000 });
    for (const name of ['one', 'two', 'three', 'four', 'five', 'six']) {
      await write(`${name}/source.csv`, 'id\n1\n');
      await write(`${name}/target.csv`, 'id\n1\n');
    }
    await start();
    await eventually(accepted).toEqual(['five', 'four', 'one', 'six', 'three', 'two']);
  });

  it('holds files that are left alone until nobody writes into them', async () => {
    const { start, write, accepted } = await drops();
    await start();
    const growing = await write('growing/source.csv', 'id\n1\n', new Date());
    await write('growing/target.csv', 'id\n1\n');
    await write('whole/source.csv', 'id\n1\n');
    await write('whole/target.csv', 'id\n1\n');
    await eventually(accepted).toEqual(['whole']);
    await utimes(growing, longAgo, longAgo);
    await eventually(accepted).toEqual(['growing', 'whole']);
  });

  it('may hold an archive of thousands of other files beside those of a name', async () => {
    const { start, write, accepted, data } = await drops();
    await write('daily/target.csv', 'id\n1\n');
    await write('daily/source.csv.gz', 'id\n1\n');
    for (const folder of ['archive', 'sent']) await mkdir(join(data, 'inbox/daily', folder));
    const others = Array.from({ length: 1100 }, (_, n) => `${n % 2 === 0 ? 'archive' : 'sent'}/${n}.csv`);
    for (const other of others) await writeFile(join(data, 'inbox/daily', other), '');
    await start();
    await eventually(accepted).toEqual(['daily']);
  });

  it('may hold links, which are followed nowhere', async () => {
    const { start, write, accepted, data } = await drops();
    const elsewhere = await write('whole/source.csv', 'id\n1\n');
    await write('linked/source.csv', 'id\n1\n');
    await symlink(elsewhere, join(data, 'inbox/linked/target.csv'));
    await symlink(join(data, 'inbox/whole'), join(data, 'inbox/linked-folder'));
    await write('whole/target.csv', 'id\n1\n');
    await start();
    await eventually(accepted).toEqual(['whole']);
    // The next look comes to all of them again.
    await write('later/source.csv', 'id\n1\n');
    await write('later/target.csv', 'id\n1\n');
    await eventually(accepted).toEqual(['later', 'whole']);
  });

  it('is looked at by two processes as by one', async () => {
    const { start, write, accepted, bus } = await drops({}, 2);
    await start();
    await write('bank/source.csv', 'id\n1\n');
    await write('bank/target.csv', 'id\n1\n');
    await eventually(accepted).toEqual(['bank']);
    expect(new Set(bus.published.map(({ id }) => id)).size).toBe(1);
  });
});

describe('a dropped pair that failed', () => {
  /** Started, with a pair whose first attempt has failed and is shown. */
  async function failed(fullLookMs?: number) {
    const under = await drops({}, 1, fullLookMs);
    await under.write('bank/source.csv', 'id\n1\n');
    await under.write('bank/target.csv', 'id\n1\n');
    await under.start();
    await eventually(under.accepted).toEqual(['bank']);
    const { taskId } = under.store.json(objectKeys.drop('default', 'bank'));
    const fail = async (attempt: number) => {
      const failure = { code: 'RECON_INTERNAL', stage: 'render', canRetry: true };
      const outcome = { version: 1, attempt, finishedAt: longAgo.toISOString(), status: 'failed', failure };
      await under.store.store.put(objectKeys.outcome('default', taskId, attempt), JSON.stringify(outcome));
    };
    const retry = (attempt: number) =>
      under.store.store.put(
        objectKeys.attempt('default', taskId, attempt),
        JSON.stringify({ version: 1, attempt, openedAt: longAgo.toISOString(), reason: 'retry' }),
      );
    const tell = () => under.tasks.write({ tenant: 'default', taskId, name: 'bank', status: 'failed' } as TaskState);
    const shown = async () => {
      const text = await readFile(join(under.data, 'outbox/bank/run.json'), 'utf8').catch(() => '{}');
      return JSON.parse(text).attempt;
    };
    await fail(1);
    tell();
    await eventually(shown).toBe(1);
    const looksInFiveSweeps = async () => {
      const before = { ...under.requests };
      await eventually(() => under.requests.sweeps).toBeGreaterThanOrEqual(before.sweeps + 5);
      return under.requests.looks - before.looks;
    };
    return { ...under, fail, retry, tell, shown, looksInFiveSweeps };
  }

  it('is not asked for again and again, and what becomes of another attempt is shown once it is heard of', async () => {
    const { fail, retry, tell, shown, looksInFiveSweeps } = await failed();
    await eventually(looksInFiveSweeps).toBe(0);
    await retry(2);
    await fail(2);
    tell();
    await eventually(shown).toBe(2);
  });

  it('is looked at now and then, should nothing have been heard', async () => {
    const { fail, retry, shown, looksInFiveSweeps } = await failed(30);
    for (const attempt of [2, 3, 4]) {
      // Long enough for the looks in hand to end.
      await looksInFiveSweeps();
      await retry(attempt);
      await fail(attempt);
      await eventually(shown).toBe(attempt);
    }
  });
});
