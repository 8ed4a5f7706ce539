import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { eventually } from './helpers.ts';
import type { ContractContext } from './types.ts';

export function describeBroadcast({ open }: ContractContext): void {
  describe('core messages', () => {
    /** Core messages may be lost while a listener is being connected, so a test sends until it is heard. */
    async function until(heard: unknown[], send: () => Promise<void>): Promise<void> {
      await eventually(async () => {
        await send();
        expect(heard.length).toBeGreaterThan(0);
      });
    }

    it('reach all who listen to their channel, and no others', async () => {
      const bus = await open();
      const end = new AbortController();
      const [first, second, other]: [unknown[], unknown[], unknown[]] = [[], [], []];
      await bus.listen('progress', (payload) => first.push(payload), end.signal);
      await bus.listen('progress', (payload) => second.push(payload), end.signal);
      await bus.listen('another', (payload) => other.push(payload), end.signal);
      await bus.broadcast('progress', { fraction: 0.5, text: 'Zeile – 三' });
      await bus.broadcast('another', null);
      await eventually(() => {
        expect(first).toEqual([{ fraction: 0.5, text: 'Zeile – 三' }]);
        expect(second).toEqual(first);
        expect(other).toEqual([null]);
      });
      end.abort();
    });

    it('reach listeners of other connections, once each', async () => {
      const [sender, receiver] = [await open(), await open()];
      const end = new AbortController();
      const heard: unknown[] = [];
      await receiver.listen('progress', (payload) => heard.push(payload), end.signal);
      const numbers = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
      for (const n of numbers) {
        await sender.broadcast('progress', n);
        // A second copy of an early one, come by a slower way, would be here before the last one is sent.
        await delay(10);
      }
      await eventually(() => expect(heard).toContain(12));
      expect(heard).toEqual(numbers);
      end.abort();
    });

    it('reach nobody after the signal is aborted', async () => {
      const bus = await open();
      const [ended, lasting] = [new AbortController(), new AbortController()];
      const before: unknown[] = [];
      const after: unknown[] = [];
      await bus.listen('progress', (payload) => before.push(payload), ended.signal);
      await bus.listen('progress', (payload) => after.push(payload), lasting.signal);
      ended.abort();
      await until(after, () => bus.broadcast('progress', 1));
      expect(before).toEqual([]);
      lasting.abort();
    });

    it('are not kept for those who come later', async () => {
      const bus = await open();
      const end = new AbortController();
      await bus.broadcast('progress', 'early');
      const heard: unknown[] = [];
      await (await open()).listen('progress', (payload) => heard.push(payload), end.signal);
      await until(heard, () => bus.broadcast('progress', 'late'));
      expect(heard).not.toContain('early');
      end.abort();
    });

    it('are not lost for the others when a listener throws', async () => {
      const bus = await open();
      const end = new AbortController();
      const heard: unknown[] = [];
      // An adapter may warn of it; the output of the tests stays clean.
      const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
      const fail = () => {
        throw new Error('This listener fails on purpose.');
      };
      await bus.listen('progress', fail, end.signal);
      await bus.listen('progress', (payload) => heard.push(payload), end.signal);
      await bus.broadcast('progress', 1);
      await eventually(() => expect(heard).toEqual([1]));
      warn.mockRestore();
      end.abort();
    });
  });
}
