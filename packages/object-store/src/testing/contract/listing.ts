import { beforeEach, describe, expect, it } from 'vitest';
import { compareKeys } from '../../keys.ts';
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

export function describeListing({ features, store }: ContractContext): void {
  describe('list', () => {
    /** All keys, in the order of this store. */
    let listed: string[];
    const below = (prefix: string) => listed.filter((key) => key.startsWith(prefix));

    beforeEach(async () => {
      for (const key of [...sorted].reverse()) await store().put(key, key);
      listed = features.listsInKeyOrder ? sorted : await keysBelow(store(), '');
    });

    it('gives every object once, in an order that is always the same', async () => {
      expect([...listed].sort(compareKeys)).toEqual(sorted);
      expect(await keysBelow(store(), '')).toEqual(listed);
    });

    it('gives those below a prefix, which may end inside a name', async () => {
      expect(sorted.slice(3, 11).sort()).toEqual(below('default/run').sort());
      for (const prefix of ['default/run/', 'default/run', 'default/open/1', 'default/run/b', 'default/run/c/', 'o']) {
        expect(await keysBelow(store(), prefix)).toEqual(below(prefix));
      }
    });

    it('gives nothing below a prefix that no key has', async () => {
      expect(await keysBelow(store(), 'nobody/')).toEqual([]);
      expect(await keysBelow(store(), 'default/run.1/')).toEqual([]);
      expect(await keysBelow(store(), 'default/runx')).toEqual([]);
    });

    it('goes on after any key, whether an object has it or not', async () => {
      for (const [n, key] of listed.entries()) {
        expect(await keysBelow(store(), '', { after: key })).toEqual(listed.slice(n + 1));
      }
      const behind = async (prefix: string, after: string) => await keysBelow(store(), prefix, { after });
      expect(await behind('default/run/', 'default/run/b-')).toEqual(sorted.slice(6, 9));
      expect(await behind('default/run/', 'default/run/b0')).toEqual(sorted.slice(7, 9));
      expect(await behind('default/run/', 'default/run/c/a')).toEqual(['default/run/c/b']);
      expect(await behind('default/run/', 'a')).toEqual(sorted.slice(5, 9));
      expect(await behind('default/run/', 'z')).toEqual([]);
      expect(await behind('default/', 'default/open/~')).toEqual(below('default/run'));
    });

    // Where folders do not sort as their keys do, what comes behind such a beginning is the store's own matter.
    if (features.listsInKeyOrder) {
      it('goes on after what is the beginning of keys', async () => {
        expect(await keysBelow(store(), '', { after: 'default/run/' })).toEqual(sorted.slice(5));
        expect(await keysBelow(store(), '', { after: 'default/run' })).toEqual(sorted.slice(3));
      });
    }

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
        expect(keys).toEqual(listed);
      }
      expect(await keysBelow(store(), '', { limit: 0 })).toEqual([]);
    });

    it('gives one folder after the other when it goes on behind each', async () => {
      const folders: string[] = [];
      for (let after = ''; ; ) {
        const [key] = await keysBelow(store(), 'default/', { limit: 1, after });
        if (key === undefined) break;
        const folder = key.split('/', 2).join('/');
        folders.push(folder);
        // The character after the slash.
        after = `${folder}0`;
      }
      expect(folders.filter((folder) => folder === 'default/open' || folder === 'default/run')).toEqual([
        'default/open',
        'default/run',
      ]);
    });

    it('can be left early', async () => {
      for await (const { key } of store().list('default/')) {
        expect(key).toBe(listed[0]);
        break;
      }
    });

    it('goes on when objects are deleted while it is read', async () => {
      const seen: string[] = [];
      for await (const { key } of store().list('default/')) {
        seen.push(key);
        await store().delete(key);
      }
      expect(seen).toEqual(below('default/'));
      expect(await keysBelow(store(), 'default/')).toEqual([]);
    });
  });
}
