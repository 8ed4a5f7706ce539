import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { read, sha256, streamOf } from './helpers.ts';
import type { ContractContext } from './types.ts';

export function describePutAndGet({ features, open, store }: ContractContext): void {
  describe('put and get', () => {
    it('gives nothing for an object that is not there', async () => {
      expect(await store().get('default/nothing')).toBeUndefined();
      expect(await store().stat('default/nothing')).toBeUndefined();
    });

    it('gives text, bytes and streams back as they were put, with size and hash', async () => {
      const bytes = Uint8Array.from({ length: 256 }, (_, n) => n);
      const put = {
        text: await store().put('default/text', 'Zeile – 三'),
        bytes: await store().put('default/bytes', bytes),
        stream: await store().put('default/stream', streamOf(['one', Buffer.from('two'), 'three'])),
      };
      expect(await read(store(), 'default/text')).toBe('Zeile – 三');
      // 5 letters, blank, dash of 3 bytes, blank, ideograph of 3 bytes.
      expect(put.text).toMatchObject({ created: true, sizeBytes: 13, sha256: sha256('Zeile – 三') });
      const found = await store().get('default/bytes');
      const chunks: Buffer[] = [];
      for await (const chunk of found?.body ?? []) chunks.push(chunk);
      expect(new Uint8Array(Buffer.concat(chunks))).toEqual(bytes);
      expect(put.bytes).toMatchObject({ sizeBytes: 256, sha256: sha256(bytes) });
      expect(await read(store(), 'default/stream')).toBe('onetwothree');
      expect(put.stream).toMatchObject({ sizeBytes: 11, sha256: sha256('onetwothree') });
    });

    it('keeps an empty object', async () => {
      for (const [key, body] of Object.entries({ text: '', bytes: new Uint8Array(), stream: streamOf([]) })) {
        expect(await store().put(`default/${key}`, body)).toMatchObject({ sizeBytes: 0, sha256: sha256('') });
        expect(await read(store(), `default/${key}`)).toBe('');
        expect(await store().stat(`default/${key}`)).toMatchObject({ sizeBytes: 0 });
      }
    });

    it('tells the same of an object in every way', async () => {
      const before = Date.now();
      const { etag } = await store().put('default/a', 'abc');
      const info = await store().stat('default/a');
      expect(info).toMatchObject({ key: 'default/a', sizeBytes: 3, etag });
      // S3 rounds to whole seconds.
      expect(info?.modifiedAt.getTime()).toBeGreaterThan(before - 2000);
      expect(info?.modifiedAt.getTime()).toBeLessThan(Date.now() + 2000);
      const found = await store().get('default/a');
      found?.body.destroy();
      expect(found?.info).toEqual(info);
      for await (const listed of store().list('default/')) {
        expect(listed).toMatchObject({ key: 'default/a', sizeBytes: 3, etag });
      }
    });

    it('replaces an object, with another etag', async () => {
      const first = await store().put('default/a', 'first, and longer');
      const second = await store().put('default/a', 'second');
      expect(second.created).toBe(true);
      expect(second.etag).not.toBe(first.etag);
      expect(await read(store(), 'default/a')).toBe('second');
    });

    it('takes a body whose size is known', async () => {
      expect(await store().put('default/a', streamOf(['abc', 'def']), { sizeBytes: 6 })).toMatchObject({
        sizeBytes: 6,
      });
      expect(await read(store(), 'default/a')).toBe('abcdef');
    });

    it('keeps objects when it is opened again', async () => {
      await store().put('default/a/b/c', 'abc');
      const { etag } = (await store().stat('default/a/b/c')) ?? { etag: '' };
      await store().close();
      const again = await open();
      expect(await read(again, 'default/a/b/c')).toBe('abc');
      expect((await again.stat('default/a/b/c'))?.etag).toBe(etag);
    });

    it('reads ranges, cut to the object', async () => {
      await store().put('default/a', '0123456789');
      const range = (start: number, endInclusive?: number) =>
        read(store(), 'default/a', endInclusive === undefined ? { start } : { start, endInclusive });
      expect(await range(0, 0)).toBe('0');
      expect(await range(3, 5)).toBe('345');
      expect(await range(7)).toBe('789');
      expect(await range(8, 100)).toBe('89');
      expect(await range(0)).toBe('0123456789');
      expect(await range(10)).toBe('');
      expect(await range(99, 100)).toBe('');
    });

    it('reads an object to its end that is replaced meanwhile', async () => {
      const old = 'old '.repeat(500_000);
      await store().put('default/a', old);
      const found = await store().get('default/a');
      const body = found?.body ?? streamOf([]);
      const iterator = body[Symbol.asyncIterator]();
      let text = String((await iterator.next()).value);
      await store().put('default/a', 'new');
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) text += String(next.value);
      expect(text).toBe(old);
      expect(await read(store(), 'default/a')).toBe('new');
    });

    it('stops reading when the signal is aborted', async () => {
      await store().put('default/a', Buffer.alloc(4_000_000, 'a'));
      const end = new AbortController();
      const found = await store().get('default/a', { signal: end.signal });
      const body = found?.body ?? streamOf([]);
      const failed = once(body, 'error');
      body.once('data', () => end.abort());
      expect((await failed)[0]).toMatchObject({ name: 'AbortError' });
    });

    it('tells a reader that comes only after the signal was aborted, and ends no process meanwhile', async () => {
      await store().put('default/a', Buffer.alloc(4_000_000, 'a'));
      const end = new AbortController();
      const body = (await store().get('default/a', { signal: end.signal }))?.body ?? streamOf([]);
      const closed = new Promise((resolve) => body.once('close', resolve));
      end.abort();
      await closed;
      await expect(buffer(body)).rejects.toMatchObject({ name: 'AbortError' });
    });

    it('passes a big body through without keeping it in memory, and reads the source no faster than it writes', async () => {
      const chunk = Buffer.alloc(256 * 1024, 'abcdefgh');
      const chunks = Math.ceil(features.bigBodyBytes / chunk.length);
      const before = process.memoryUsage.rss();
      let peak = before;
      const body = streamOf(
        (function* () {
          for (let n = 0; n < chunks; n += 1) {
            peak = Math.max(peak, process.memoryUsage.rss());
            yield chunk;
          }
        })(),
      );
      expect((await store().put('default/big', body)).sizeBytes).toBe(chunks * chunk.length);
      const found = await store().get('default/big');
      let readBytes = 0;
      for await (const part of found?.body ?? []) {
        readBytes += part.length;
        peak = Math.max(peak, process.memoryUsage.rss());
      }
      expect(readBytes).toBe(chunks * chunk.length);
      // Far from the whole, and far above what the collector leaves lying for a while.
      expect(peak - before).toBeLessThan(features.bigBodyBytes / 2);
    });

    it('says how much space is free only where it knows', async () => {
      const free = await store().freeBytes();
      if (features.knowsFreeBytes) expect(free).toBeGreaterThan(0);
      else expect(free).toBeUndefined();
    });

    it('gives a link only where it can', async () => {
      await store().put('default/a', 'abc');
      const link = await store().presignGet('default/a', 60);
      if (features.presigns) expect(await (await fetch(link ?? '')).text()).toBe('abc');
      else expect(link).toBeUndefined();
    });

    it('answers a ping', async () => {
      await store().ping();
    });
  });
}
