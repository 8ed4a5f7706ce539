import { describe, expect, it } from 'vitest';
import { done } from '../../bus.ts';
import { deleted, eventually, gate, recorder, started } from './helpers.ts';
import type { ContractContext } from './types.ts';

export function describeDelivery({ open, consume }: ContractContext): void {
  describe('delivery', () => {
    it('delivers an event as it was published, for the first time', async () => {
      const bus = await open();
      const worker = recorder();
      await consume(bus, { handler: worker.handler });
      await bus.publish(started(1));
      await eventually(() => expect(worker.deliveries).toHaveLength(1));
      expect(worker.deliveries[0]?.event).toEqual({ ...started(1), time: expect.any(String) });
      expect(worker.deliveries[0]?.deliveryCount).toBe(1);
      expect(worker.deliveries[0]?.signal.aborted).toBe(false);
    });

    it('delivers the oldest first', async () => {
      const bus = await open();
      const worker = recorder();
      await consume(bus, { handler: worker.handler });
      for (const n of [3, 1, 2, 5, 4]) await bus.publish(started(n));
      await eventually(() => expect(worker.numbers()).toEqual([3, 1, 2, 5, 4]));
    });

    it('delivers only the types that a consumer asks for', async () => {
      const bus = await open();
      const worker = recorder();
      const remover = recorder();
      const both = recorder();
      await consume(bus, { handler: worker.handler });
      await consume(bus, {
        name: 'remover',
        types: ['reconcyl.reconciliation.deleted.v1'],
        handler: remover.handler,
      });
      await consume(bus, {
        name: 'both',
        types: ['reconcyl.reconciliation.deleted.v1', 'reconcyl.stage.started.v1'],
        handler: both.handler,
      });
      await bus.publish(deleted(1));
      await bus.publish(started(2));
      await bus.publish(deleted(3));
      await eventually(() => {
        expect(worker.numbers()).toEqual([2]);
        expect(remover.numbers()).toEqual([1, 3]);
        expect(both.numbers()).toEqual([1, 2, 3]);
      });
    });

    it('delivers only the lane that a consumer asks for, and all lanes to one that asks for none', async () => {
      const bus = await open();
      const small = recorder();
      const large = recorder();
      const all = recorder();
      await consume(bus, { name: 'small', lane: 'small', handler: small.handler });
      await consume(bus, { name: 'large', lane: 'large', handler: large.handler });
      await consume(bus, { name: 'all', handler: all.handler });
      await bus.publish(started(1, 'large'));
      await bus.publish(started(2, 'small'));
      await bus.publish(started(3, 'large'));
      await eventually(() => {
        expect(small.numbers()).toEqual([2]);
        expect(large.numbers()).toEqual([1, 3]);
        expect(all.numbers()).toEqual([1, 2, 3]);
      });
    });

    it('lets work of one lane not wait for that of another', async () => {
      const bus = await open();
      const largeWork = gate();
      const large = recorder(() => largeWork.passed.then(() => done));
      const small = recorder();
      await consume(bus, { name: 'large', lane: 'large', handler: large.handler });
      await consume(bus, { name: 'small', lane: 'small', handler: small.handler });
      await bus.publish(started(1, 'large'));
      await bus.publish(started(2, 'small'));
      await eventually(() => {
        expect(large.numbers()).toEqual([1]);
        expect(small.numbers()).toEqual([2]);
      });
      largeWork.open();
    });

    it('delivers every event to each consumer name', async () => {
      const bus = await open();
      const first = recorder();
      const second = recorder();
      await consume(bus, { name: 'first', handler: first.handler });
      await consume(bus, { name: 'second', handler: second.handler });
      await bus.publish(started(1));
      await eventually(() => {
        expect(first.numbers()).toEqual([1]);
        expect(second.numbers()).toEqual([1]);
      });
    });

    it('begins a new consumer with what is published from then on', async () => {
      const bus = await open();
      const first = recorder();
      await consume(bus, { name: 'first', handler: first.handler });
      await bus.publish(started(1));
      await eventually(() => expect(first.numbers()).toEqual([1]));
      const late = recorder();
      await consume(bus, { name: 'late', handler: late.handler });
      await bus.publish(started(2));
      await eventually(() => expect(late.numbers()).toEqual([2]));
    });

    it('delivers an event once that is published twice', async () => {
      const bus = await open();
      const worker = recorder();
      await consume(bus, { handler: worker.handler });
      await Promise.all([bus.publish(started(1)), bus.publish(started(1))]);
      await bus.publish(started(1));
      await bus.publish(started(2));
      await eventually(() => expect(worker.numbers()).toContain(2));
      expect(worker.numbers()).toEqual([1, 2]);
    });

    it('delivers all of many events that are published at once', async () => {
      const bus = await open();
      const worker = recorder();
      await consume(bus, { concurrency: 16, handler: worker.handler });
      const numbers = Array.from({ length: 200 }, (_, n) => n);
      await Promise.all(numbers.map((n) => bus.publish(started(n))));
      await eventually(() => expect(worker.deliveries.length).toBeGreaterThanOrEqual(200));
      expect(worker.numbers().sort((left, right) => left - right)).toEqual(numbers);
    });

    it('works on no more messages at once than the concurrency', async () => {
      const bus = await open();
      const work = Array.from({ length: 7 }, gate);
      let atOnce = 0;
      let most = 0;
      const worker = recorder(async ({ event }) => {
        atOnce += 1;
        most = Math.max(most, atOnce);
        await work[Number(event.subject.slice(-12))]?.passed;
        atOnce -= 1;
        return done;
      });
      await consume(bus, { concurrency: 3, handler: worker.handler });
      await Promise.all(work.map((_, n) => bus.publish(started(n))));
      await eventually(() => expect(worker.numbers().sort()).toEqual([0, 1, 2]));
      work[1]?.open();
      await eventually(() => expect(worker.numbers().sort()).toEqual([0, 1, 2, 3]));
      for (const { open } of work) open();
      await eventually(() => expect(worker.deliveries).toHaveLength(7));
      expect(most).toBe(3);
    });

    it('counts what waits and what is worked on', async () => {
      const bus = await open();
      const work = gate();
      const worker = recorder(() => work.passed.then(() => done));
      await consume(bus, { concurrency: 2, handler: worker.handler });
      expect(await bus.lag()).toEqual([{ consumer: 'worker', waiting: 0, inFlight: 0, oldestAgeMs: 0 }]);
      for (const n of [1, 2, 3, 4, 5]) await bus.publish(started(n));
      await eventually(async () =>
        expect(await bus.lag()).toMatchObject([{ consumer: 'worker', waiting: 3, inFlight: 2 }]),
      );
      await eventually(async () => expect((await bus.lag())[0]?.oldestAgeMs).toBeGreaterThan(0));
      work.open();
      await eventually(async () =>
        expect(await bus.lag()).toEqual([{ consumer: 'worker', waiting: 0, inFlight: 0, oldestAgeMs: 0 }]),
      );
    });

    it('answers a ping while it is open, and rejects when it is closed', async () => {
      const bus = await open();
      await bus.ping();
      await bus.close();
      await expect(bus.ping()).rejects.toThrow();
      await expect(bus.publish(started(1))).rejects.toThrow();
    });
  });
}
