import { objectKeys } from '@reconcyl/contracts';
import { settleDocument, tombstone } from '@reconcyl/service-kit';
import { acceptExample, createMemoryObjectStore, createMemoryTaskStore } from '@reconcyl/service-kit/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { rebuild } from './rebuild.ts';

const tenant = 'default';
const ids = Array.from({ length: 20 }, (_, n) => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`);
const [first = '', second = '', third = ''] = ids;
let store: ReturnType<typeof createMemoryObjectStore>;
let tasks: ReturnType<typeof createMemoryTaskStore>;

beforeEach(async () => {
  store = createMemoryObjectStore();
  tasks = createMemoryTaskStore();
  for (const taskId of ids) await acceptExample(store, { taskId });
  const failure = { code: 'RECON_KEY_COLUMN_UNKNOWN', stage: 'normalize', canRetry: false };
  const outcome = { version: 1, status: 'failed', attempt: 1, finishedAt: new Date().toISOString(), failure };
  await settleDocument(store, objectKeys.outcome(tenant, first, 1), z.unknown(), outcome);
  await tombstone(store, { tenant, taskId: second, service: 'gateway', clock: () => new Date() });
});

const statusOf = async (taskId: string) => (await tasks.get(tenant, taskId))?.state.status;

describe('a rebuild', () => {
  it('fills an empty task store, and changes nothing the second time', async () => {
    expect(await rebuild({ store, tasks }, tenant)).toEqual({ found: 20, written: 20, removed: 0 });
    expect([await statusOf(first), await statusOf(second), await statusOf(third)]).toEqual([
      'failed',
      'deleted',
      'accepted',
    ]);
    expect(await rebuild({ store, tasks }, tenant)).toEqual({ found: 20, written: 0, removed: 0 });
  });

  it('takes back what the objects do not bear out, and removes records of what they do not know', async () => {
    await rebuild({ store, tasks }, tenant);
    const { state, version } = (await tasks.get(tenant, third)) ?? { state: undefined, version: 0 };
    if (state === undefined) throw new Error('There is no record.');
    await tasks.put({ ...state, status: 'completed' }, version);
    const unknown = { ...state, taskId: '01890000-0000-7000-8000-999999999999' };
    await tasks.put(unknown, 0);
    expect(await rebuild({ store, tasks }, tenant)).toEqual({ found: 20, written: 1, removed: 1 });
    expect(await statusOf(third)).toBe('accepted');
    expect(await tasks.get(tenant, unknown.taskId)).toBeUndefined();
  });

  it('does not undo what a status service writes meanwhile', async () => {
    await rebuild({ store, tasks }, tenant);
    const { state, version } = (await tasks.get(tenant, third)) ?? { state: undefined, version: 0 };
    if (state === undefined) throw new Error('There is no record.');
    await tasks.put({ ...state, status: 'expired' }, version);
    let raced = 0;
    const racing = {
      ...tasks,
      put: async (found: typeof state, expected: number) => {
        // Before the first try, another one writes.
        if (found.taskId === third && raced++ === 0) {
          const { version: now } = (await tasks.get(tenant, third)) ?? { version: 0 };
          await tasks.put({ ...state, status: 'normalizing' }, now);
        }
        return tasks.put(found, expected);
      },
    };
    expect(await rebuild({ store, tasks: racing }, tenant)).toMatchObject({ written: 1 });
    expect(raced).toBe(2);
  });
});
