import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { done, type Handler, retry } from '../../bus.ts';
import { eventually, gate, numberOf, recorder, started } from './helpers.ts';
import type { ContractContext } from './types.ts';

export function describeCompetition({ features, open, consume }: ContractContext): void {
  const ackWaitMs = features.shortestAckWaitMs;

  describe('competing consumers', () => {
    it('give each message to one of them, over several connections', async () => {
      const buses = [await open(), await open(), await open()] as const;
      const workers = buses.map(() => recorder());
      for (const [n, bus] of buses.entries()) {
        await consume(bus, { concurrency: 4, handler: workers[n]?.handler ?? fail });
      }
      const numbers = Array.from({ length: 90 }, (_, n) => n);
      await Promise.all(numbers.map((n) => buses[n % 3]?.publish(started(n))));
      const all = () => workers.flatMap((worker) => worker.numbers()).sort((left, right) => left - right);
      await eventually(() => expect(all().length).toBeGreaterThanOrEqual(90));
      await eventually(async () => expect(await buses[0].lag()).toMatchObject([{ waiting: 0, inFlight: 0 }]));
      expect(all()).toEqual(numbers);
    });

    it('wake up for a message that another connection published', async () => {
      const worker = recorder();
      await consume(await open(), { handler: worker.handler });
      const publisher = await open();
      for (const n of [1, 2, 3]) {
        await publisher.publish(started(n));
        await eventually(() => expect(worker.numbers()).toContain(n));
      }
    });

    it('never work on one message at once while heartbeats come', async () => {
      const atWork = new Map<number, number>();
      let overlaps = 0;
      const handler: Handler = async (delivery) => {
        const n = numberOf(delivery);
        if ((atWork.get(n) ?? 0) > 0) overlaps += 1;
        atWork.set(n, (atWork.get(n) ?? 0) + 1);
        const end = performance.now() + 2.5 * ackWaitMs;
        while (performance.now() < end) {
          await delay(ackWaitMs / 10);
          await delivery.heartbeat();
        }
        atWork.set(n, (atWork.get(n) ?? 0) - 1);
        return done;
      };
      const first = await open();
      const workers = [recorder(handler), recorder(handler)];
      await consume(first, { concurrency: 2, ackWaitMs, handler: workers[0]?.handler ?? fail });
      await consume(await open(), { concurrency: 2, ackWaitMs, handler: workers[1]?.handler ?? fail });
      for (const n of [1, 2, 3]) await first.publish(started(n));
      await eventually(async () => {
        expect(workers.flatMap((worker) => worker.numbers())).toHaveLength(3);
        expect(await first.lag()).toMatchObject([{ waiting: 0, inFlight: 0 }]);
      });
      expect(overlaps).toBe(0);
      expect(workers.flatMap((worker) => worker.tries()).sort()).toEqual(['1#1', '2#1', '3#1']);
    });

    it('take over from a worker whose heartbeats stop, and abort its signal', async () => {
      const lost = recorder(() => gate().passed.then(() => done));
      await consume(await open(), { ackWaitMs, handler: lost.handler });
      const publisher = await open();
      await publisher.publish(started(1));
      await eventually(() => expect(lost.tries()).toEqual(['1#1']));
      const worker = recorder();
      await consume(await open(), { ackWaitMs, handler: worker.handler });
      await eventually(() => expect(worker.tries()).toEqual(['1#2']), 15_000 + ackWaitMs);
      await lost.deliveries[0]?.heartbeat();
      await eventually(() => expect(lost.deliveries[0]?.signal.aborted).toBe(true));
    });

    it('ignore what a worker says of a message that was taken from it', async () => {
      const late = gate();
      const lateWorker = recorder(() => late.passed.then(() => done));
      await consume(await open(), { ackWaitMs, handler: lateWorker.handler });
      const bus = await open();
      await bus.publish(started(1));
      await eventually(() => expect(lateWorker.tries()).toEqual(['1#1']));
      const second = gate();
      const worker = recorder(({ deliveryCount }) =>
        deliveryCount === 2 ? second.passed.then(() => retry(0, 'again')) : done,
      );
      await consume(bus, { handler: worker.handler });
      await eventually(() => expect(worker.tries()).toEqual(['1#2']), 15_000 + ackWaitMs);
      await eventually(() => expect(lateWorker.deliveries[0]?.signal.aborted).toBe(true));
      late.open();
      // The late worker is free for its next message when its answer has been dealt with.
      await bus.publish(started(2));
      await eventually(() => expect(lateWorker.tries()).toContain('2#1'));
      second.open();
      await eventually(() => expect([...worker.tries(), ...lateWorker.tries()]).toContain('1#3'));
    });
  });
}

const fail: Handler = () => Promise.reject(new Error('No such worker.'));
