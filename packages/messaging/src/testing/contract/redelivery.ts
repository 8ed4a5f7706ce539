import { describe, expect, it, vi } from 'vitest';
import { done, retry } from '../../bus.ts';
import { eventually, recorder, started } from './helpers.ts';
import type { ContractContext } from './types.ts';

export function describeRedelivery({ features, open, consume }: ContractContext): void {
  describe('redelivery', () => {
    it('delivers a message again whose handler threw, after it told of the error', async () => {
      const bus = await open();
      const onError = vi.fn();
      const worker = recorder(({ deliveryCount }) => {
        if (deliveryCount < 3) throw new Error(`failure ${deliveryCount}`);
        expect(onError).toHaveBeenCalledTimes(2);
        return done;
      });
      await consume(bus, { handler: worker.handler, onError });
      await bus.publish(started(1));
      await eventually(() => expect(worker.tries()).toEqual(['1#1', '1#2', '1#3']));
      expect(onError.mock.calls).toMatchObject([
        [{ message: 'failure 1' }, { subject: started(1).subject }],
        [{ message: 'failure 2' }, { subject: started(1).subject }],
      ]);
    });

    it('is not disturbed by an error listener that throws', async () => {
      const bus = await open();
      const worker = recorder(({ deliveryCount }) => {
        if (deliveryCount === 1) throw new Error('failure');
        return done;
      });
      const onError = () => {
        throw new Error('the listener fails, too');
      };
      await consume(bus, { handler: worker.handler, onError });
      await bus.publish(started(1));
      await eventually(() => expect(worker.tries()).toEqual(['1#1', '1#2']));
    });

    it('delivers a message again not before the delay that its handler asked for, and others meanwhile', async () => {
      const delayMs = 400;
      const bus = await open();
      const at: number[] = [];
      const worker = recorder(({ deliveryCount }) => {
        at.push(Date.now());
        return deliveryCount === 1 && at.length === 1 ? retry(delayMs, 'not ready') : done;
      });
      await consume(bus, { handler: worker.handler });
      await bus.publish(started(1));
      await bus.publish(started(2));
      await eventually(() => expect(worker.tries()).toEqual(['1#1', '2#1', '1#2']));
      expect((at[2] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(delayMs);
    });

    it('delivers at once again without a delay', async () => {
      const bus = await open();
      const worker = recorder(({ deliveryCount }) => (deliveryCount < 5 ? retry(0, 'again') : done));
      await consume(bus, { handler: worker.handler });
      await bus.publish(started(1));
      await eventually(() => expect(worker.tries()).toEqual(['1#1', '1#2', '1#3', '1#4', '1#5']));
    });

    it('goes on for ever: no number of deliveries makes a message vanish', async () => {
      const bus = await open();
      const worker = recorder(({ deliveryCount }) => (deliveryCount < 60 ? retry(0, 'again') : done));
      await consume(bus, { handler: worker.handler });
      await bus.publish(started(1));
      await eventually(() => expect(worker.tries().at(-1)).toBe('1#60'));
      expect(await bus.deadLetters()).toEqual([]);
    });

    it('delivers at once again to another worker of the same consumer, too', async () => {
      const bus = await open();
      const worker = recorder(({ deliveryCount }) => (deliveryCount < 60 ? retry(0, 'again') : done));
      await consume(bus, { concurrency: 4, handler: worker.handler });
      await bus.publish(started(1));
      // Within half of the time after which a message comes again that got lost on its way.
      await eventually(() => expect(worker.tries().at(-1)).toBe('1#60'));
    });

    it('delivers a message again to the same consumer when its lease runs out and nobody else is there', async () => {
      const bus = await open();
      const worker = recorder(({ deliveryCount }) =>
        deliveryCount === 1 ? new Promise<never>(() => undefined) : done,
      );
      await consume(bus, { concurrency: 2, ackWaitMs: features.shortestAckWaitMs, handler: worker.handler });
      await bus.publish(started(1));
      await eventually(() => expect(worker.tries()).toEqual(['1#1', '1#2']), 15_000 + features.shortestAckWaitMs);
      await eventually(() => expect(worker.deliveries[0]?.signal.aborted).toBe(true));
    });
  });
}
