import {
  acceptExample,
  createMemoryObjectStore,
  createMemoryTaskStore,
  createSilentLogger,
} from '@reconcyl/service-kit/testing';
import { describe, expect, it } from 'vitest';
import { createWalks } from './walks.ts';

const tenant = 'default';
const hour = 3_600_000;
const start = new Date('2026-03-01T00:00:00.000Z');
const after = (ms: number) => new Date(start.getTime() + ms);

/** So many reconciliations that a walk has three parts. */
async function manyAccepted() {
  const store = createMemoryObjectStore({ now: () => start });
  const tasks = createMemoryTaskStore();
  for (let n = 0; n < 450; n += 1) {
    const taskId = `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;
    await acceptExample(store, { taskId, acceptedAt: start });
  }
  const ages = { retentionMs: 30 * 24 * hour, abandonAfterMs: 24 * hour, walkIntervalMs: hour };
  const deps = { store, tasks, logger: createSilentLogger(), ...ages };
  const listed = async () => (await tasks.list({ tenant, limit: 1000 })).items.length;
  return { tasks, deps, listed, walks: createWalks(deps) };
}

describe('walks', () => {
  it('follow each other at once until the task store is filled, and then come once an hour', async () => {
    const { walks, listed } = await manyAccepted();
    expect([await walks.part(tenant, start), await listed()]).toEqual([true, 200]);
    expect([await walks.part(tenant, start), await listed()]).toEqual([true, 400]);
    expect([await walks.part(tenant, start), await listed()]).toEqual([false, 450]);
  });

  it('begin once an hour where nothing was lost, a part a round', async () => {
    const { walks, tasks, listed } = await manyAccepted();
    while (await walks.part(tenant, start));
    const [lost] = (await tasks.list({ tenant, limit: 1 })).items;
    await tasks.delete(tenant, lost?.taskId ?? '');
    expect([await walks.part(tenant, after(hour - 1)), await listed()]).toEqual([false, 449]);
    for (let part = 0; part < 3; part += 1) expect(await walks.part(tenant, after(hour))).toBe(false);
    expect(await listed()).toBe(450);
  });

  it('begin anew when the task store is lost in the middle of one', async () => {
    const { walks, tasks, listed } = await manyAccepted();
    await walks.part(tenant, start);
    await walks.part(tenant, start);
    tasks.clear();
    while (await walks.part(tenant, start));
    expect(await listed()).toBe(450);
  });

  it('begin anew when the task store is lost within a part', async () => {
    const { deps, listed } = await manyAccepted();
    let writes = 0;
    const put: typeof deps.tasks.put = (state, version) => {
      writes += 1;
      if (writes === 300) deps.tasks.clear();
      return deps.tasks.put(state, version);
    };
    const walks = createWalks({ ...deps, tasks: { ...deps.tasks, put } });
    while (await walks.part(tenant, start));
    expect(await listed()).toBe(450);
  });

  it('begin anew when the task store is lost after one, although it holds something again', async () => {
    const { walks, tasks, listed } = await manyAccepted();
    while (await walks.part(tenant, start));
    const [some] = (await tasks.list({ tenant, limit: 1 })).items;
    tasks.clear();
    if (some !== undefined) await tasks.put(some, 0);
    while (await walks.part(tenant, after(1)));
    expect(await listed()).toBe(450);
  });

  it('go on where they were when a store was away', async () => {
    const { deps, listed } = await manyAccepted();
    let isAway = false;
    const failing = <Work extends (...parameters: never[]) => unknown>(work: Work) =>
      ((...parameters) => (isAway ? Promise.reject(new Error('away')) : work(...parameters))) as Work;
    const tasks = { ...deps.tasks, epoch: failing(deps.tasks.epoch) };
    const walks = createWalks({ ...deps, tasks });
    await walks.part(tenant, start);
    isAway = true;
    expect([await walks.part(tenant, start), await listed()]).toEqual([false, 200]);
    isAway = false;
    expect([await walks.part(tenant, start), await listed()]).toEqual([true, 400]);
  });
});
