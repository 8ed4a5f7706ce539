import { describe, expect, it } from 'vitest';
import { keysBelow, read } from './helpers.ts';
import type { ContractContext } from './types.ts';

export function describeKeys({ store }: ContractContext): void {
  describe('keys', () => {
    it.each([
      ['an empty key', ''],
      ['a part of two dots', 'default/../other'],
      ['two dots at the end', 'default/..'],
      ['two dots alone', '..'],
      ['an empty part', 'default//a'],
      ['a slash at the front', '/default/a'],
      ['a slash at the end', 'default/a/'],
      ['a NUL', 'default/a\0b'],
      ['a backslash', 'default\\a'],
    ])('with %s are refused by every call', async (_, key) => {
      await expect(store().put(key, 'x')).rejects.toThrow();
      await expect(store().get(key)).rejects.toThrow();
      await expect(store().stat(key)).rejects.toThrow();
      await expect(store().delete(key)).rejects.toThrow();
      expect(await keysBelow(store(), '')).toEqual([]);
    });

    it.each(['../', 'default/../', '..', 'default//', '/', 'a\0/', 'a\\b/'])(
      'that are no beginning of a key are refused as a prefix: %j',
      async (prefix) => {
        await store().put('default/a', 'abc');
        await expect(keysBelow(store(), prefix)).rejects.toThrow();
        await expect(store().deleteAll(prefix)).rejects.toThrow();
        expect(await read(store(), 'default/a')).toBe('abc');
      },
    );

    it('may hold dots, blanks, percent signs and letters of any script', async () => {
      const keys = ['default/a.b..c', 'default/a b', 'default/a%2Fb', 'default/größe-三', "default/it's [1]*?"];
      for (const key of keys) await store().put(key, key);
      for (const key of keys) expect(await read(store(), key)).toBe(key);
      expect((await keysBelow(store(), '')).sort()).toEqual(keys.sort());
    });

    it('may be as long as those of the system', async () => {
      const key = `${'t'.repeat(63)}/reconciliations/01890000-0000-7000-8000-000000000000/1000/render/${'f'.repeat(64)}.json`;
      await store().put(key, 'x');
      expect(await keysBelow(store(), '')).toEqual([key]);
    });
  });
}
