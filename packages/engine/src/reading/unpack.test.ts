import { createHash } from 'node:crypto';
import { constants, createZstdCompress, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeOf } from './testing/code-of.ts';
import { createReadingFixture, type ReadingFixture } from './testing/reading-fixture.ts';
import { compressionOf } from './unpack.ts';

let fixture: ReadingFixture;
beforeEach(async () => {
  fixture = await createReadingFixture();
});
afterEach(() => fixture.remove());

const text = `id,name\n${Array.from({ length: 30_000 }, (_, index) => `${index},name ${(index * 7919) % 10_007}`).join('\n')}\n`;
const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);

describe('reading compressed files', () => {
  it.each([
    ['gzip', gzipSync(text)],
    ['zstd', zstdCompressSync(text)],
  ])('reads %s as what it holds, and keeps size and digest of the file as it was sent', async (_, bytes) => {
    const { reading, rows } = await fixture.careful(bytes);
    expect(rows).toHaveLength(30_000);
    expect(reading.columns).toEqual(['id', 'name']);
    expect(reading.sizeBytes).toBe(bytes.length);
    expect(reading.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    const surveyed = await fixture.survey(bytes);
    expect(surveyed).toMatchObject({ mode: 'direct', rows: 30_000, sizeBytes: bytes.length, sha256: reading.sha256 });
  });

  it.each([
    ['members of gzip', Buffer.concat([gzipSync('a,b\n1,2\n'), gzipSync('3,4\n')])],
    [
      'members of gzip padded with zeros',
      Buffer.concat([gzipSync('a,b\n1,2\n'), gzipSync('3,4\n'), Buffer.alloc(100_000)]),
    ],
    ['frames of zstd', Buffer.concat([zstdCompressSync('a,b\n1,2\n'), zstdCompressSync('3,4\n')])],
    ['frames of zstd among skippable ones', Buffer.concat([skippable, zstdCompressSync('a,b\n1,2\n3,4\n'), skippable])],
  ])('loses none of several %s', async (_, bytes) => {
    expect((await fixture.careful(bytes)).rows).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
  });

  it('goes by the first bytes, not by a name', () => {
    expect(compressionOf(Buffer.from('id,name\n'))).toBeUndefined();
    expect(compressionOf(Buffer.from('P*M,x'))).toBeUndefined();
    expect(compressionOf(Buffer.alloc(0))).toBeUndefined();
  });
});

describe('refusing compressed files', () => {
  const damaged = (bytes: Buffer, at: number) => {
    const copy = Buffer.from(bytes);
    copy[at] = (copy[at] ?? 0) ^ 0xff;
    return copy;
  };
  const gzipped = gzipSync(text);
  const zstd = zstdCompressSync(text, { params: { [constants.ZSTD_c_checksumFlag]: 1 } });

  it.each([
    ['gzip that is cut off', gzipped.subarray(0, -9)],
    ['a gzip header alone', gzipped.subarray(0, 5)],
    ['zstd that is cut off', zstd.subarray(0, -9)],
    ['a zstd header alone', zstd.subarray(0, 4)],
    ['gzip with a wrong byte', damaged(gzipped, gzipped.length >> 1)],
    ['gzip with a wrong checksum', damaged(gzipped, gzipped.length - 6)],
    ['zstd with a wrong byte', damaged(zstd, zstd.length >> 1)],
    ['zstd with a wrong checksum', damaged(zstd, zstd.length - 2)],
    ['gzip with text after it', Buffer.concat([gzipped, Buffer.from('9,x\n')])],
    ['gzip with text after zeros', Buffer.concat([gzipped, Buffer.alloc(70_000), Buffer.from('9,x\n')])],
    ['zstd with text after it', Buffer.concat([zstd, Buffer.from('9,x\n')])],
    ['zstd with half a frame after it', Buffer.concat([zstd, zstd.subarray(0, 20)])],
  ])('has a code for %s', async (_, bytes) => {
    expect(await codeOf(fixture.survey(bytes))).toBe('RECON_FILE_DAMAGED');
  });

  it.each([
    ['gzip inside gzip', gzipSync(gzipSync(text))],
    ['zstd inside gzip', gzipSync(zstdCompressSync(text))],
    ['gzip inside zstd', zstdCompressSync(gzipSync(text))],
    ['a PDF inside gzip', gzipSync('%PDF-1.7')],
  ])('refuses %s', async (_, bytes) => {
    expect(await codeOf(fixture.survey(bytes))).toBe('RECON_FILE_BINARY');
  });

  it('refuses an empty file inside', async () => {
    expect(await codeOf(fixture.survey(gzipSync('')))).toBe('RECON_FILE_EMPTY');
    expect(await codeOf(fixture.survey(zstdCompressSync('')))).toBe('RECON_FILE_EMPTY');
  });

  it.each([
    ['gzip', gzipSync(Buffer.alloc(110 * 1024 * 1024, '1,2\n'))],
    ['zstd', zstdCompressSync(Buffer.alloc(110 * 1024 * 1024, '1,2\n'))],
  ])('stops a %s bomb as soon as it shows', async (_, bytes) => {
    expect(bytes.length).toBeLessThan(500_000);
    expect(await codeOf(fixture.survey(bytes))).toBe('RECON_FILE_UNPACKS_TOO_LARGE');
  });

  it('stops at the bound that it is given', async () => {
    const size = Buffer.byteLength(text);
    expect(await codeOf(fixture.survey(gzipped, undefined, { maxUnpackedBytes: size - 1 }))).toBe(
      'RECON_FILE_UNPACKS_TOO_LARGE',
    );
    expect((await fixture.survey(gzipped, undefined, { maxUnpackedBytes: size })).rows).toBe(30_000);
  });

  it('refuses a zstd window above 128 MiB', async () => {
    const compress = createZstdCompress({ params: { [constants.ZSTD_c_windowLog]: 28 } });
    const chunks = compress.toArray();
    compress.write(text);
    compress.end();
    expect(await codeOf(fixture.survey(Buffer.concat(await chunks)))).toBe('RECON_FILE_UNPACKS_TOO_LARGE');
  });

  it('stops when it is cancelled', async () => {
    expect(await codeOf(fixture.survey(gzipped, undefined, { signal: AbortSignal.abort() }))).toBe('RECON_CANCELLED');
  });
});
