import { gzipSync, zstdCompressSync } from 'node:zlib';
import { ReconcylError } from '@reconcyl/contracts';
import { describe, expect, it } from 'vitest';
import { refuseBinary } from './refuse-binary.ts';

function detailOf(head: Buffer): string | undefined {
  try {
    refuseBinary(head);
  } catch (error) {
    if (error instanceof ReconcylError && error.code === 'RECON_FILE_BINARY') return error.detail;
    throw error;
  }
  return undefined;
}

/** Always the same ones: a linear congruential generator, of which the upper bits are taken. */
function createRandomBytes(length: number): Buffer {
  let state = 1;
  return Buffer.from(
    Array.from({ length }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state >>> 24;
    }),
  );
}

describe('refusing what is not text', () => {
  it.each([
    ['gzip', gzipSync('a,b\n1,2\n')],
    ['Zstandard', zstdCompressSync('a,b\n1,2\n')],
    ['Excel workbook (xlsx)', Buffer.from('PK\x03\x04....xl/workbook.xml')],
    ['zip', Buffer.from('PK\x03\x04....data.csv')],
    ['old Excel', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
    ['PDF', Buffer.from('%PDF-1.7\n')],
    ['Parquet', Buffer.from('PAR1....')],
    ['UTF-32', Buffer.from('fffe0000610000000a000000', 'hex')],
    ['control characters', createRandomBytes(65_536)],
    ['control characters', createRandomBytes(400)],
    ['control characters', Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 32))],
  ])('says that it found %s', (found, head) => {
    expect(detailOf(head)).toContain(found);
  });

  it.each([
    ['text', Buffer.from('id,name\n1,a\n')],
    ['text with NUL and escape characters', Buffer.from('id,name\n1,a\0b\n2,\x1b[1m\n')],
    ['UTF-16', Buffer.from('id,name\n1,a\n', 'utf16le')],
    ['a header that begins like an archive', Buffer.from('PK,name\n1,a\n')],
    ['text in windows-1252 with a few control characters', Buffer.from('id,n\xe4me\n1,\x01\x02\n', 'latin1')],
    ['Chinese in UTF-8', Buffer.from('\u65e5\u672c\u8a9e\n'.repeat(100))],
  ])('lets %s pass', (_, head) => {
    expect(detailOf(head)).toBeUndefined();
  });
});
