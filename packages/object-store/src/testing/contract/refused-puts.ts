import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { keysBelow, read, streamOf } from './helpers.ts';
import type { ContractContext } from './types.ts';

export function describeRefusedPuts({ open, store }: ContractContext): void {
  describe('a put that does not come to its end', () => {
    it('leaves nothing when the source fails', async () => {
      async function* failing() {
        yield Buffer.alloc(300_000, 'a');
        throw new Error('cut off');
      }
      await expect(store().put('default/a', streamOf(failing()))).rejects.toThrow('cut off');
      expect(await store().stat('default/a')).toBeUndefined();
      expect(await keysBelow(store(), '')).toEqual([]);
    });

    it('leaves nothing when the source is destroyed without an error', async () => {
      const body = new Readable({ read: () => undefined });
      const put = store().put('default/a', body);
      body.push('some');
      body.destroy();
      await expect(put).rejects.toThrow();
      expect(await keysBelow(store(), '')).toEqual([]);
    });

    it('rejects for a source that has failed before it is read', async () => {
      const body = new Readable({ read: () => undefined });
      const put = store().put('default/a', body);
      body.destroy(new Error('failed at once'));
      await expect(put).rejects.toThrow('failed at once');
      expect(await keysBelow(store(), '')).toEqual([]);
    });

    it('keeps the object that was there', async () => {
      const { etag } = await store().put('default/a', 'before');
      async function* failing() {
        yield 'after';
        throw new Error('cut off');
      }
      await expect(store().put('default/a', streamOf(failing()))).rejects.toThrow('cut off');
      expect(await read(store(), 'default/a')).toBe('before');
      expect((await store().stat('default/a'))?.etag).toBe(etag);
    });

    it('is not seen while it is being written', async () => {
      const other = await open();
      const goOn = Promise.withResolvers<void>();
      async function* slow() {
        yield Buffer.alloc(3_000_000, 'a');
        await goOn.promise;
        yield 'b';
      }
      const put = store().put('default/a', streamOf(slow()));
      expect(await other.stat('default/a')).toBeUndefined();
      expect(await keysBelow(other, '')).toEqual([]);
      goOn.resolve();
      expect((await put).sizeBytes).toBe(3_000_001);
      expect((await other.stat('default/a'))?.sizeBytes).toBe(3_000_001);
    });

    it('leaves nothing when it is aborted in the middle, though the source would never end, and frees the source', async () => {
      const end = new AbortController();
      const isRead = Promise.withResolvers<void>();
      const chunks = [Buffer.alloc(100_000, 'a')];
      const body = new Readable({
        read() {
          const chunk = chunks.pop();
          if (chunk === undefined) isRead.resolve();
          else this.push(chunk);
        },
      });
      const put = store().put('default/a', body, { signal: end.signal });
      await isRead.promise;
      end.abort();
      await expect(put).rejects.toThrow();
      expect(body.destroyed).toBe(true);
      expect(await keysBelow(store(), '')).toEqual([]);
    });

    it('ends when it is aborted also where the source cannot be destroyed, as it never comes to its next step', async () => {
      const end = new AbortController();
      const isRead = Promise.withResolvers<void>();
      async function* stuck() {
        yield 'some';
        isRead.resolve();
        await new Promise(() => undefined);
      }
      const put = store().put('default/a', streamOf(stuck()), { signal: end.signal });
      await isRead.promise;
      end.abort(new Error('stop'));
      await expect(put).rejects.toThrow('stop');
      expect(await keysBelow(store(), '')).toEqual([]);
    });

    it('does nothing for a signal that is aborted already', async () => {
      await expect(store().put('default/a', 'abc', { signal: AbortSignal.abort() })).rejects.toThrow();
      expect(await keysBelow(store(), '')).toEqual([]);
    });

    it('refuses more bytes than allowed, and allows exactly as many', async () => {
      await store().put('default/a', streamOf(['12345', '67890']), { maxBytes: 10 });
      const body = streamOf(['12345', '67890', '1']);
      await expect(store().put('default/b', body, { maxBytes: 10 })).rejects.toMatchObject({
        code: 'RECON_FILE_TOO_LARGE',
      });
      await expect(store().put('default/c', '12345678901', { maxBytes: 10 })).rejects.toMatchObject({
        code: 'RECON_FILE_TOO_LARGE',
      });
      expect(await keysBelow(store(), '')).toEqual(['default/a']);
    });

    it('refuses an endless body at its limit, without reading on', async () => {
      let made = 0;
      function* endless() {
        for (;;) {
          made += 1;
          yield Buffer.alloc(64 * 1024);
        }
      }
      await expect(store().put('default/a', streamOf(endless()), { maxBytes: 1024 * 1024 })).rejects.toMatchObject({
        code: 'RECON_FILE_TOO_LARGE',
      });
      expect(made).toBeLessThan(64);
    });

    it('refuses a body that is not of the size that was said', async () => {
      await expect(store().put('default/a', streamOf(['abc']), { sizeBytes: 4 })).rejects.toThrow();
      await expect(store().put('default/b', streamOf(['abcde']), { sizeBytes: 4 })).rejects.toThrow();
      expect(await keysBelow(store(), '')).toEqual([]);
    });
  });
}
