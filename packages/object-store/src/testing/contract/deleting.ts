import { describe, expect, it } from 'vitest';
import { keysBelow, read } from './helpers.ts';
import type { ContractContext } from './types.ts';

export function describeDeleting({ open, store }: ContractContext): void {
  describe('delete', () => {
    it('removes an object and nothing else', async () => {
      for (const key of ['default/a', 'default/a-b', 'default/b']) await store().put(key, key);
      await store().delete('default/a');
      expect(await keysBelow(store(), '')).toEqual(['default/a-b', 'default/b']);
      expect(await store().get('default/a')).toBeUndefined();
    });

    it('is no error when nothing is there, nor when only something below is', async () => {
      await store().put('default/a/b', 'abc');
      await store().delete('default/nothing');
      await store().delete('nobody/nothing/at/all');
      expect(await read(store(), 'default/a/b')).toBe('abc');
    });

    it('is seen by other connections', async () => {
      const other = await open();
      await store().put('default/a', 'abc');
      expect(await read(other, 'default/a')).toBe('abc');
      await other.delete('default/a');
      expect(await store().stat('default/a')).toBeUndefined();
    });
  });

  describe('deleteAll', () => {
    it('removes everything below a prefix and gives the number', async () => {
      for (const key of ['x/1/a', 'x/1/b/c', 'x/1/b/d/e', 'x/10/a', 'x/2/a']) await store().put(key, key);
      expect(await store().deleteAll('x/1/')).toBe(3);
      expect(await keysBelow(store(), '')).toEqual(['x/10/a', 'x/2/a']);
      expect(await store().deleteAll('x/1/')).toBe(0);
    });

    it('takes the prefix as letters, like list does', async () => {
      for (const key of ['x/1/a', 'x/10/a', 'x/2/a']) await store().put(key, key);
      expect(await store().deleteAll('x/1')).toBe(2);
      expect(await keysBelow(store(), '')).toEqual(['x/2/a']);
    });

    it('lets objects be put again where others were', async () => {
      await store().put('x/1/a/b', 'before');
      await store().deleteAll('x/');
      await store().put('x/1/a/b', 'after', { ifAbsent: true });
      expect(await read(store(), 'x/1/a/b')).toBe('after');
    });

    it('does no harm to puts beside it', async () => {
      const other = await open();
      for (let round = 0; round < 5; round += 1) {
        const puts = Array.from({ length: 10 }, (_, n) => other.put(`x/${round}/keep/${n}`, 'abc', { ifAbsent: true }));
        await Promise.all([store().deleteAll(`x/${round - 1}/`), store().deleteAll('y/'), ...puts]);
        expect(await keysBelow(store(), `x/${round}/`)).toHaveLength(10);
      }
    });

    it('fails no put into a folder that it removes', async () => {
      const other = await open();
      for (let round = 0; round < 20; round += 1) {
        await store().put('x/deep/folder/old', 'abc');
        const deletions = [store().deleteAll('x/'), other.deleteAll('x/')];
        const puts = [1, 2, 3, 4].map((n) => other.put(`x/deep/folder/${n}/new`, 'abc', { ifAbsent: n > 2 }));
        await Promise.all(deletions);
        expect((await Promise.all(puts)).map(({ created }) => created)).toEqual([true, true, true, true]);
        // Each came before the deletion, or after it and is whole.
        for (const key of await keysBelow(store(), 'x/')) expect(await read(store(), key)).toBe('abc');
        await store().deleteAll('x/');
      }
    });
  });
}
