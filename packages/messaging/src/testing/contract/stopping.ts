import { describe, expect, it } from 'vitest';
import { done } from '../../bus.ts';
import { eventually, gate, recorder, started } from './helpers.ts';
import type { ContractContext } from './types.ts';

export function describeStopping({ open, consume }: ContractContext): void {
  describe('pause', () => {
    it('takes no new message until it is resumed; the one in hand goes on', async () => {
      const bus = await open();
      const work = gate();
      const worker = recorder(() => work.passed.then(() => done));
      const witness = recorder();
      const consumer = await consume(bus, { concurrency: 2, handler: worker.handler });
      await bus.publish(started(1));
      await eventually(() => expect(worker.numbers()).toEqual([1]));
      consumer.pause();
      await consume(bus, { name: 'witness', handler: witness.handler });
      await bus.publish(started(2));
      await eventually(() => expect(witness.numbers()).toEqual([2]));
      work.open();
      await eventually(async () =>
        expect(await bus.lag()).toContainEqual(
          expect.objectContaining({ consumer: 'worker', waiting: 1, inFlight: 0 }),
        ),
      );
      expect(worker.numbers()).toEqual([1]);
      consumer.resume();
      await eventually(() => expect(worker.numbers()).toEqual([1, 2]));
    });

    it('leaves the messages to other consumers of the name', async () => {
      const bus = await open();
      const paused = recorder();
      const other = recorder();
      (await consume(bus, { handler: paused.handler })).pause();
      await consume(await open(), { handler: other.handler });
      await bus.publish(started(1));
      await eventually(() => expect(other.numbers()).toEqual([1]));
      expect(paused.numbers()).toEqual([]);
    });
  });

  describe('closing a consumer', () => {
    it('waits for the work in hand and takes no more', async () => {
      const bus = await open();
      const work = gate();
      const worker = recorder(() => work.passed.then(() => done));
      const consumer = await consume(bus, { handler: worker.handler });
      await bus.publish(started(1));
      await bus.publish(started(2));
      await eventually(() => expect(worker.numbers()).toEqual([1]));
      let isClosed = false;
      const closing = consumer.close(60_000).then(() => {
        isClosed = true;
      });
      await bus.ping();
      expect(isClosed).toBe(false);
      work.open();
      await closing;
      expect(worker.deliveries[0]?.signal.aborted).toBe(false);
      const next = recorder();
      await consume(bus, { handler: next.handler });
      await eventually(() => expect(next.tries()).toEqual(['2#1']));
      expect(worker.numbers()).toEqual([1]);
    });

    it('lets the work in hand send heartbeats while it waits', async () => {
      const bus = await open();
      const work = gate();
      const worker = recorder(async ({ heartbeat }) => {
        await work.passed;
        await heartbeat();
        return done;
      });
      const consumer = await consume(bus, { handler: worker.handler });
      await bus.publish(started(1));
      await eventually(() => expect(worker.numbers()).toEqual([1]));
      const closing = consumer.close(60_000);
      work.open();
      await closing;
      expect(await bus.lag()).toMatchObject([{ waiting: 0, inFlight: 0 }]);
    });

    it('aborts the work after its grace and gives the message to another at once', async () => {
      const bus = await open();
      const stuck = recorder(() => new Promise<never>(() => undefined));
      const consumer = await consume(bus, { ackWaitMs: 3600_000, handler: stuck.handler });
      await bus.publish(started(1));
      await eventually(() => expect(stuck.numbers()).toEqual([1]));
      const next = recorder();
      await consume(await open(), { ackWaitMs: 3600_000, handler: next.handler });
      await consumer.close(1);
      expect(stuck.deliveries[0]?.signal.aborted).toBe(true);
      await eventually(() => expect(next.tries()).toEqual(['1#2']));
    });

    it('does not count work that ends by the abort as a failure', async () => {
      const bus = await open();
      const errors: unknown[] = [];
      const obedient = recorder(
        ({ signal }) =>
          new Promise<never>((_, fail) => signal.addEventListener('abort', () => fail(signal.reason), { once: true })),
      );
      const consumer = await consume(bus, {
        ackWaitMs: 3600_000,
        handler: obedient.handler,
        onError: (error) => errors.push(error),
      });
      await bus.publish(started(1));
      await eventually(() => expect(obedient.numbers()).toEqual([1]));
      await consumer.close(1);
      const next = recorder();
      await consume(bus, { handler: next.handler });
      await eventually(() => expect(next.tries()).toEqual(['1#2']));
      expect(errors).toEqual([]);
    });

    it('can be asked for twice', async () => {
      const bus = await open();
      const consumer = await consume(bus, { handler: recorder().handler });
      await Promise.all([consumer.close(10), consumer.close(10)]);
      await consumer.close(10);
    });
  });
}
