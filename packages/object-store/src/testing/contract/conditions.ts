import { describe, expect, it } from 'vitest';
import { keysBelow, read, sha256, streamOf } from './helpers.ts';
import type { ContractContext } from './types.ts';

export function describeConditions({ features, open, store }: ContractContext): void {
  describe('a put if absent', () => {
    it('writes what is not there, and changes nothing of what is', async () => {
      const first = await store().put('default/a', 'first', { ifAbsent: true });
      const second = await store().put('default/a', 'second', { ifAbsent: true });
      expect(first).toMatchObject({ created: true });
      expect(second).toMatchObject({ created: false, sizeBytes: 6, sha256: sha256('second') });
      expect(await read(store(), 'default/a')).toBe('first');
      expect((await store().stat('default/a'))?.etag).toBe(first.etag);
    });

    it('has one winner among 50 racers of two connections, whose bytes all see', async () => {
      const stores = [store(), await open()] as const;
      const results = await Promise.all(
        Array.from({ length: 50 }, (_, n) =>
          stores[n % 2 === 0 ? 0 : 1].put('default/race/winner', streamOf([`racer ${n}`]), { ifAbsent: true }),
        ),
      );
      expect(results.filter(({ created }) => created)).toHaveLength(1);
      const winner = results.findIndex(({ created }) => created);
      expect(await read(store(), 'default/race/winner')).toBe(`racer ${winner}`);
    });

    it('leaves one body whole also where bodies are large, a winner, and the others nothing', async () => {
      const stores = [store(), await open()] as const;
      const body = (n: number) => streamOf(Array.from({ length: 37 }, () => Buffer.alloc(256 * 1024, `racer ${n} `)));
      const results = await Promise.all(
        Array.from({ length: 6 }, (_, n) =>
          stores[n % 2 === 0 ? 0 : 1].put('default/race/large', body(n), { ifAbsent: true }),
        ),
      );
      const winners = results.filter(({ created }) => created).map((result) => result.sha256);
      if (features.writesLargeOnce) expect(winners).toHaveLength(1);
      expect(winners).toContain(sha256((await read(store(), 'default/race/large')) ?? ''));
      expect(await keysBelow(store(), '')).toEqual(['default/race/large']);
    });

    it('can be won again after the object was deleted', async () => {
      await store().put('default/a', 'first', { ifAbsent: true });
      await store().delete('default/a');
      expect(await store().put('default/a', 'second', { ifAbsent: true })).toMatchObject({ created: true });
    });
  });

  describe('a put if the etag matches', () => {
    it('replaces the object that was read, and no other', async () => {
      const { etag } = await store().put('default/a', 'first');
      const second = await store().put('default/a', 'second', { ifMatch: etag });
      expect(second.created).toBe(true);
      expect(await store().put('default/a', 'late', { ifMatch: etag })).toMatchObject({ created: false });
      expect(await read(store(), 'default/a')).toBe('second');
      expect((await store().stat('default/a'))?.etag).toBe(second.etag);
    });

    it('holds for the same bytes written again only where etags are of the bytes', async () => {
      const { etag } = await store().put('default/a', 'same');
      await store().put('default/a', 'same');
      const { created } = await store().put('default/a', 'new', { ifMatch: etag });
      expect(created).toBe(!features.etagOfEveryPut);
    });

    it('does not hold for an etag that nothing ever had', async () => {
      await store().put('default/a', 'first');
      for (const ifMatch of ['', '*', 'other']) {
        expect(await store().put('default/a', 'second', { ifMatch })).toMatchObject({ created: false });
      }
      expect(await read(store(), 'default/a')).toBe('first');
    });

    it('does not hold when nothing is there', async () => {
      const { etag } = await store().put('default/a', 'first');
      await store().delete('default/a');
      expect(await store().put('default/a', 'second', { ifMatch: etag })).toMatchObject({ created: false });
      expect(await store().stat('default/a')).toBeUndefined();
    });

    it('has one winner in each round of 50 racers of two connections', async () => {
      const stores = [store(), await open()] as const;
      let { etag } = await store().put('default/a', 'start');
      for (const round of [1, 2, 3]) {
        const results = await Promise.all(
          Array.from({ length: 50 }, (_, n) =>
            stores[n % 2 === 0 ? 0 : 1].put('default/a', `${round} ${n}`, { ifMatch: etag }),
          ),
        );
        const winners = results.filter(({ created }) => created);
        expect(winners).toHaveLength(1);
        etag = winners[0]?.etag ?? '';
        expect((await store().stat('default/a'))?.etag).toBe(etag);
      }
    });

    it('meets the etag of an earlier object again only where etags are of the bytes, however fast puts follow', async () => {
      const etags = new Set<string>();
      for (let n = 0; n < 60; n += 1) {
        etags.add((await store().put('default/a', 'same size')).etag);
        if (n % 3 === 0) await store().delete('default/a');
      }
      expect(etags.size).toBe(features.etagOfEveryPut ? 60 : 1);
    });
  });
}
