import { describe, expect, it } from 'vitest';
import type { ContractContext } from './types.ts';

export function describeWatching({ open, store }: ContractContext): void {
  describe('watch', () => {
    /** A watch may miss what comes while it is being set up, so a test puts until something is seen. */
    async function watched(
      prefix: string,
      write: (n: number) => Promise<unknown>,
      enough: (seen: string[]) => boolean,
    ) {
      const end = new AbortController();
      const seen: string[] = [];
      const writing = (async () => {
        for (let n = 0; !end.signal.aborted; n += 1) {
          await write(n);
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      })();
      for await (const { key } of store().watch(prefix, end.signal)) {
        seen.push(key);
        if (enough(seen)) break;
      }
      end.abort();
      await writing;
      return seen;
    }

    it('tells of new objects below a prefix, also of other connections, and of no others', async () => {
      const other = await open();
      await store().put('default/inbox/old/source.csv', 'old');
      const seen = await watched(
        'default/inbox/',
        async (n) => {
          await other.put(`default/outside/${n}`, 'abc');
          await other.put(`default/inbox/${n}/source.csv`, 'abc');
        },
        (keys) => keys.length >= 3,
      );
      expect(seen.every((key) => /^default\/inbox\/\d+\/source\.csv$/.test(key))).toBe(true);
      expect(new Set(seen).size).toBe(seen.length);
    });

    it('tells of an object that is replaced', async () => {
      await store().put('default/inbox/a', 'before');
      const seen = await watched(
        'default/inbox/',
        () => store().put('default/inbox/a', 'after'),
        (keys) => keys.length >= 2,
      );
      expect(seen).toEqual(['default/inbox/a', 'default/inbox/a']);
    });

    it('ends when the signal is aborted, also while nothing happens', async () => {
      const end = new AbortController();
      const iterator = store().watch('default/inbox/', end.signal)[Symbol.asyncIterator]();
      const waiting = iterator.next();
      end.abort();
      expect(await waiting).toMatchObject({ done: true });
    });
  });
}
