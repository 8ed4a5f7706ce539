import { describe, expect, it } from 'vitest';
import { done, reject } from '../../bus.ts';
import { eventually, recorder, started } from './helpers.ts';
import type { ContractContext } from './types.ts';

export function describeDeadLetters({ open, close, consume }: ContractContext): void {
  describe('dead letters', () => {
    it('keep a rejected message with its consumer, reason and count, and deliver it no more', async () => {
      const bus = await open();
      const worker = recorder(({ deliveryCount, event }) => {
        if (event.subject !== started(1).subject) return done;
        if (deliveryCount === 1) throw new Error('once');
        return reject('RECON_EVENT_INVALID');
      });
      await consume(bus, { handler: worker.handler });
      await bus.publish(started(1));
      await eventually(async () => expect(await bus.deadLetters()).toHaveLength(1));
      await bus.publish(started(2));
      await eventually(() => expect(worker.tries()).toEqual(['1#1', '1#2', '2#1']));
      const [letter] = await bus.deadLetters();
      expect(letter).toMatchObject({ consumer: 'worker', reason: 'RECON_EVENT_INVALID', deliveryCount: 2 });
      expect(letter?.event).toEqual({ ...started(1), time: letter?.event?.time });
      expect(Math.abs(Date.now() - Date.parse(letter?.diedAt ?? ''))).toBeLessThan(60_000);
    });

    it('of one consumer leave the message to the others', async () => {
      const bus = await open();
      const other = recorder();
      await consume(bus, { handler: async () => reject('no') });
      await consume(bus, { name: 'other', handler: other.handler });
      await bus.publish(started(1));
      await eventually(async () => expect(await bus.deadLetters()).toHaveLength(1));
      await eventually(() => expect(other.numbers()).toEqual([1]));
    });

    it('are listed newest first, up to a limit, and survive the connection', async () => {
      const first = await open();
      const consumer = await consume(first, { handler: async () => reject('no') });
      for (const n of [1, 2, 3]) await first.publish(started(n));
      await eventually(async () => expect(await first.deadLetters()).toHaveLength(3));
      await consumer.close(0);
      await close(first);
      const letters = await (await open()).deadLetters({ limit: 2 });
      expect(letters.map(({ event }) => event?.subject)).toEqual([started(3).subject, started(2).subject]);
    });

    it('go back to their own consumer on demand, once, and count from 1', async () => {
      const bus = await open();
      let isRepaired = false;
      const worker = recorder(() => (isRepaired ? done : reject('no')));
      const other = recorder();
      await consume(bus, { handler: worker.handler });
      await consume(bus, { name: 'other', handler: other.handler });
      await bus.publish(started(1));
      await eventually(async () => expect(await bus.deadLetters()).toHaveLength(1));
      const id = (await bus.deadLetters())[0]?.id ?? '';
      isRepaired = true;
      expect(await bus.redrive(id)).toBe(true);
      expect(await bus.redrive(id)).toBe(false);
      await eventually(() => expect(worker.tries()).toEqual(['1#1', '1#1']));
      await bus.publish(started(2));
      await eventually(() => expect(other.numbers()).toEqual([1, 2]));
      expect(await bus.deadLetters()).toEqual([]);
    });

    it('are not found by an id that none has', async () => {
      expect(await (await open()).redrive('nobody')).toBe(false);
    });
  });
}
