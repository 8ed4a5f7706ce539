import { describe, expect, it } from 'vitest';
import { done, reject } from '../../bus.ts';
import { eventually, recorder, started } from './helpers.ts';
import type { ContractContext } from './types.ts';

export function describeDeadLetters({ open, inject, close, consume }: ContractContext): void {
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

    it('go back once when two people ask for it at once', async () => {
      const bus = await open();
      const worker = recorder(() => reject('no'));
      await consume(bus, { handler: worker.handler });
      await bus.publish(started(1));
      await eventually(async () => expect(await bus.deadLetters()).toHaveLength(1));
      const id = (await bus.deadLetters())[0]?.id ?? '';
      const other = await open();
      const answers = await Promise.all([bus.redrive(id), other.redrive(id)]);
      expect(answers.sort()).toEqual([false, true]);
      await eventually(async () => {
        const letters = await bus.deadLetters();
        expect(letters.map((letter) => letter.id === id)).toEqual([false]);
      });
      await eventually(async () => expect(await bus.lag()).toMatchObject([{ waiting: 0, inFlight: 0 }]));
      expect(worker.tries()).toEqual(['1#1', '1#1']);
    });

    it('are found by their id', async () => {
      const bus = await open();
      await consume(bus, { handler: async () => reject('no') });
      for (const n of [1, 2]) await bus.publish(started(n));
      await eventually(async () => expect(await bus.deadLetters()).toHaveLength(2));
      const [newest] = await bus.deadLetters();
      expect(await bus.deadLetters({ id: newest?.id })).toEqual([newest]);
      expect(newest?.event?.subject).toBe(started(2).subject);
    });

    it('are not found by an id that none has', async () => {
      const bus = await open();
      expect(await bus.redrive('nobody')).toBe(false);
      expect(await bus.deadLetters({ id: 'nobody' })).toEqual([]);
    });

    it('keep a message that is no event as it is, and its worker goes on', async () => {
      const bus = await open();
      const worker = recorder();
      await consume(bus, { handler: worker.handler });
      const texts = ['{"specversion":"1.0","type":"reconcyl.stage.started.v9"}', 'Größe: no JSON \u0000 at all', ''];
      for (const text of texts) await inject('worker', new TextEncoder().encode(text));
      await bus.publish(started(1));
      await eventually(() => expect(worker.tries()).toEqual(['1#1']));
      await eventually(async () => expect(await bus.deadLetters()).toHaveLength(3));
      const letters = await bus.deadLetters();
      expect(letters.map(({ body }) => body).reverse()).toEqual(texts);
      for (const letter of letters) {
        expect(letter).toMatchObject({ consumer: 'worker', reason: 'RECON_EVENT_INVALID', deliveryCount: 1 });
        expect(letter.event).toBeUndefined();
      }
      expect(await bus.redrive(letters[0]?.id ?? '')).toBe(true);
      await eventually(async () => {
        const [again] = await bus.deadLetters();
        expect(again).toMatchObject({ body: '', deliveryCount: 1 });
        expect(again?.id).not.toBe(letters[0]?.id);
      });
    });
  });
}
