import { describe, expect, it } from 'vitest';
import { createMemoryObjectStore } from '../testing/index.ts';
import { createLease } from './lease.ts';

function twoProcesses() {
  let time = Date.parse('2026-03-01T00:00:00.000Z');
  const store = createMemoryObjectStore({ now: () => new Date(time) });
  const lease = (holder: string, skewMs = 0) =>
    createLease(store, { key: 'default/leases/sweep', holder, heldForMs: 1000, clock: () => new Date(time + skewMs) });
  const advance = (ms: number) => {
    time += ms;
  };
  return { lease, advance, now: () => time };
}

describe('the lease', () => {
  it('has one holder', async () => {
    const { lease } = twoProcesses();
    expect(await lease('a').hold()).toBeDefined();
    expect(await lease('b').hold()).toBeUndefined();
  });

  it('is kept as long as its holder renews it', async () => {
    const { lease, advance } = twoProcesses();
    const [a, b] = [lease('a'), lease('b')];
    for (let n = 0; n < 5; n += 1) {
      expect(await a.hold()).toBeDefined();
      expect(await b.hold()).toBeUndefined();
      advance(600);
    }
  });

  it('goes to another process when its holder is heard of no more, and the old one finds that out', async () => {
    const { lease, advance } = twoProcesses();
    const [a, b] = [lease('a'), lease('b')];
    await a.hold();
    advance(1000);
    expect(await b.hold()).toBeDefined();
    expect(await a.hold()).toBeUndefined();
  });

  it('is free at once when it is given up', async () => {
    const { lease } = twoProcesses();
    const a = lease('a');
    await a.hold();
    await a.release();
    expect(await lease('b').hold()).toBeDefined();
  });

  it('tells the time of the store, not that of the machine', async () => {
    const { lease, now } = twoProcesses();
    expect((await lease('a', 5_000_000).hold())?.getTime()).toBe(now());
  });
});
