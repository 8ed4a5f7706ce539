import { setImmediate as turn } from 'node:timers/promises';
import {
  acceptExample,
  createMemoryBus,
  createMemoryObjectStore,
  createMemoryTaskStore,
  createSilentLogger,
} from '@reconcyl/service-kit/testing';
import { expect, it } from 'vitest';
import { defaultStatusOptions } from './create-status.ts';
import { createSweep } from './sweep.ts';

const count = 300;

it('reads each open reconciliation once after a lost bus, eight at a time', async () => {
  const effort = { requests: 0, inHand: 0, most: 0 };
  let time = Date.parse('2026-03-01T00:00:00.000Z');
  const now = () => new Date(time);
  const before = async () => {
    effort.requests += 1;
    effort.inHand += 1;
    effort.most = Math.max(effort.most, effort.inHand);
    await turn();
    effort.inHand -= 1;
  };
  const store = createMemoryObjectStore({ now, before });
  const [bus, tasks, logger] = [createMemoryBus(), createMemoryTaskStore(), createSilentLogger()];
  const sweep = createSweep({ store, bus, tasks, logger, options: defaultStatusOptions });
  for (let n = 0; n < count; n += 1) {
    const taskId = `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;
    await acceptExample(store, { taskId, acceptedAt: now() });
  }
  Object.assign(effort, { requests: 0, most: 0 });
  let passes = 0;
  for (let isThrough = false; !isThrough && passes < 10; passes += 1) {
    time += 5000;
    isThrough = await sweep.pass('default', now(), { lag: [], everyone: true });
  }
  // A listing a pass; for each its marker, the listing of its objects, its manifest, and its marker with the counter.
  expect({ passes, ...effort, published: bus.published.length }).toEqual({
    ...{ passes: 3, requests: 3 + 4 * count, inHand: 0, most: 8, published: count },
  });
});
