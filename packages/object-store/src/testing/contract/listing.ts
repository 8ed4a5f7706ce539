import { beforeEach, describe, expect, it } from 'vitest';
import { keysBelow } from './helpers.ts';
import type { ContractContext } from './types.ts';

/** In the order of their bytes: `-` and `.` sort before `/`, digits and letters behind it, capitals before small letters. */
const sorted = [
  'default/open/1',
  'default/open/10',
  'default/open/2',
  'default/run-1/x',
  'default/run.1',
  'default/run/b',
  'default/run/b-c/d',
  'default/run/c/a',
  'default/run/c/b',
  'default/run0',
  'default/runs',
  'other/A',
  'other/a',
  'other/z',
  'other/ä',
  'other/三',
  'other/\u{1F4C4}',
];

export function describeListing({ store }: ContractContext): void {
  describe('list', () => {
    beforeEach(async () => {
      for (const key of [...sorted].reverse()) await store().put(key, key);
    });

    it('gives every object once, in the order of the bytes of its key', async () => {
      expect(await keysBelow(store(), '')).toEqual(sorted);
    });

    it('gives those below a prefix, which may end inside a name', async () => {
      expect(await keysBelow(store(), 'default/run/')).toEqual(sorted.slice(5, 9));
      expect(await keysBelow(store(), 'default/run')).toEqual(sorted.slice(3, 11));
      expect(await keysBelow(store(), 'default/open/1')).toEqual(['default/open/1', 'default/open/10']);
      expect(await keysBelow(store(), 'default/run/b')).toEqual(['default/run/b', 'default/run/b-c/d']);
      expect(await keysBelow(store(), 'default/run/c/')).toEqual(['default/run/c/a', 'default/run/c/b']);
      expect(await keysBelow(store(), 'o')).toEqual(sorted.slice(11));
    });

    it('gives nothing below a prefix that no key has', async () => {
      expect(await keysBelow(store(), 'nobody/')).toEqual([]);
      expect(await keysBelow(store(), 'default/run.1/')).toEqual([]);
      expect(await keysBelow(store(), 'default/runx')).toEqual([]);
    });

    it('goes on after any key, whether an object has it or not', async () => {
      for (const [n, key] of sorted.entries()) {
        expect(await keysBelow(store(), '', { after: key })).toEqual(sorted.slice(n + 1));
      }
      expect(await keysBelow(store(), '', { after: 'default/run/b-' })).toEqual(sorted.slice(6));
      expect(await keysBelow(store(), '', { after: 'default/run/' })).toEqual(sorted.slice(5));
      expect(await keysBelow(store(), '', { after: 'default/run' })).toEqual(sorted.slice(3));
      expect(await keysBelow(store(), 'default/run/', { after: 'default/run/c/a' })).toEqual(['default/run/c/b']);
      expect(await keysBelow(store(), 'default/run/', { after: 'a' })).toEqual(sorted.slice(5, 9));
      expect(await keysBelow(store(), 'default/run/', { after: 'z' })).toEqual([]);
    });

    it('gives pages of any size that make up the whole', async () => {
      for (const limit of [1, 2, 3, 16, 17, 18]) {
        const keys: string[] = [];
        for (;;) {
          const after = keys.at(-1);
          const page = await keysBelow(store(), '', after === undefined ? { limit } : { limit, after });
          expect(page.length).toBeLessThanOrEqual(limit);
          keys.push(...page);
          if (page.length < limit) break;
        }
        expect(keys).toEqual(sorted);
      }
      expect(await keysBelow(store(), '', { limit: 0 })).toEqual([]);
    });

    it('can be left early', async () => {
      for await (const { key } of store().list('default/')) {
        expect(key).toBe(sorted[0]);
        break;
      }
    });

    it('goes on when objects are deleted while it is read', async () => {
      const seen: string[] = [];
      for await (const { key } of store().list('default/')) {
        seen.push(key);
        await store().delete(key);
      }
      expect(seen).toEqual(sorted.slice(0, 11));
      expect(await keysBelow(store(), 'default/')).toEqual([]);
    });
  });
}
