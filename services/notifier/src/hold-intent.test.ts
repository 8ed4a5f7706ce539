import { createMemoryObjectStore } from '@reconcyl/service-kit/testing';
import { describe, expect, it } from 'vitest';
import { holdIntent, readIntent } from './hold-intent.ts';

const key = 'default/reconciliations/x/mail/1.intent';

async function hold(options: { sends?: number } = {}) {
  let now = 0;
  /** Resolves at the next put, once it is done. */
  let putAgain = Promise.withResolvers<void>();
  const memory = createMemoryObjectStore();
  const store = {
    ...memory,
    put: async (...given: Parameters<typeof memory.put>) => {
      const put = await memory.put(...given);
      putAgain.resolve();
      return put;
    },
  };
  const clock = () => {
    now += 60_000;
    return new Date(now);
  };
  const common = { store, key, attempt: 1, clock, renewEveryMs: 1 };
  const intent = await holdIntent({ ...common, sends: options.sends ?? 1, over: undefined });
  if (intent === undefined) throw new Error('somebody else holds it');
  const nextPut = () => {
    putAgain = Promise.withResolvers();
    return putAgain.promise;
  };
  return { store, common, intent, nextPut };
}

describe('the intent of a mail', () => {
  it('stays young while the send goes on, however long a server takes', async () => {
    const { store, intent, nextPut } = await hold();
    const before = await readIntent(store, key);
    await intent.during(nextPut);
    const after = await readIntent(store, key);
    expect(before?.document).toEqual({ version: 1, attempt: 1, sends: 1, begunAt: '1970-01-01T00:01:00.000Z' });
    expect(Date.parse(after?.document.begunAt ?? '')).toBeGreaterThan(60_000);
  });

  it('is left to the worker who has taken it over', async () => {
    const { store, common, intent, nextPut } = await hold();
    const over = await readIntent(store, key);
    await holdIntent({ ...common, sends: 2, over });
    const theirs = store.text(key);
    await intent.during(nextPut);
    await intent.takeBack();
    expect(store.text(key)).toBe(theirs);
  });

  it('goes with a send that was taken back, unless there was one before it', async () => {
    const first = await hold();
    await first.intent.takeBack();
    expect(first.store.keys()).toEqual([]);
    const second = await hold({ sends: 2 });
    await second.intent.takeBack();
    expect((await readIntent(second.store, key))?.document.sends).toBe(1);
  });

  it('of a version before sends were counted is of one send', async () => {
    const store = createMemoryObjectStore();
    await store.put(key, '{"version":1,"attempt":1,"begunAt":"2026-11-23T10:00:00Z"}');
    expect((await readIntent(store, key))?.document.sends).toBe(1);
  });
});
