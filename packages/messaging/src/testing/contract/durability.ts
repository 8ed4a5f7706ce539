import { describe, expect, it } from 'vitest';
import { done, retry } from '../../bus.ts';
import { eventually, gate, recorder, started } from './helpers.ts';
import type { ContractContext } from './types.ts';

export function describeDurability({ open, close, consume }: ContractContext): void {
  describe('durability', () => {
    it('keeps messages for a consumer that is not running', async () => {
      const first = await open();
      const consumer = await consume(first, { handler: recorder().handler });
      await consumer.close(0);
      for (const n of [1, 2, 3]) await first.publish(started(n));
      await close(first);
      const worker = recorder();
      await consume(await open(), { handler: worker.handler });
      await eventually(() => expect(worker.numbers()).toEqual([1, 2, 3]));
    });

    it('delivers again what was not settled when the connection was lost, and counts on', async () => {
      const first = await open();
      const lost = recorder(() => gate().passed.then(() => done));
      const consumer = await consume(first, { handler: lost.handler });
      await first.publish(started(1));
      await eventually(() => expect(lost.numbers()).toEqual([1]));
      await consumer.close(0);
      await close(first);
      const worker = recorder();
      await consume(await open(), { handler: worker.handler });
      await eventually(() => expect(worker.tries()).toEqual(['1#2']));
    });

    it('does not deliver again what was settled', async () => {
      const first = await open();
      const before = recorder();
      const consumer = await consume(first, { handler: before.handler });
      await first.publish(started(1));
      await eventually(() => expect(before.numbers()).toEqual([1]));
      await consumer.close(5000);
      await first.publish(started(2));
      await close(first);
      const worker = recorder();
      await consume(await open(), { handler: worker.handler });
      await eventually(() => expect(worker.numbers()).toEqual([2]));
    });

    it('remembers published ids', async () => {
      const first = await open();
      const worker = recorder();
      const consumer = await consume(first, { handler: worker.handler });
      await first.publish(started(1));
      await eventually(() => expect(worker.numbers()).toEqual([1]));
      await consumer.close(5000);
      await close(first);
      const second = await open();
      await consume(second, { handler: worker.handler });
      await second.publish(started(1));
      await second.publish(started(2));
      await eventually(() => expect(worker.numbers()).toContain(2));
      expect(worker.numbers()).toEqual([1, 2]);
    });

    it('keeps the delay of a retry', async () => {
      const delayMs = 600;
      const first = await open();
      const before = recorder(() => retry(delayMs, 'not ready'));
      const consumer = await consume(first, { handler: before.handler });
      await first.publish(started(1));
      await eventually(() => expect(before.numbers()).toEqual([1]));
      const earliest = Date.now() + delayMs - 50;
      await consumer.close(5000);
      await close(first);
      const at: number[] = [];
      const worker = recorder(() => {
        at.push(Date.now());
        return done;
      });
      await consume(await open(), { handler: worker.handler });
      await eventually(() => expect(worker.tries()).toEqual(['1#2']));
      expect(at[0]).toBeGreaterThanOrEqual(earliest);
    });
  });
}
