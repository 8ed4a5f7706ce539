import { isUtf8 } from 'node:buffer';
import { ReconcylError } from '@reconcyl/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createUtf8Tally, evidentEncoding, namedEncoding, weighUtf8 } from './encoding.ts';

describe('telling the encoding from the first bytes', () => {
  it.each([
    ['utf-8', Buffer.from('\ufeffa,b\n'), 3],
    ['utf-16le', Buffer.from('\ufeffa,b\n', 'utf16le'), 2],
    ['utf-16be', Buffer.from('\ufeffa,b\n', 'utf16le').swap16(), 2],
    ['utf-16le', Buffer.from('a,b\n1,2\n', 'utf16le'), 0],
    ['utf-16be', Buffer.from('a,b\n1,2\n', 'utf16le').swap16(), 0],
    ['utf-16le', Buffer.from('\u65e5\u672c,\u8a9e\n\u540d\u524d,1\n', 'utf16le'), 0],
    ['utf-16be', Buffer.from(`\u65e5,\u8a9e\n${'\u65e5'.repeat(40)},\u8a9e\n`.repeat(9), 'utf16le').swap16(), 0],
  ])('sees %s', (label, head, bomLength) => {
    expect(evidentEncoding(head)).toMatchObject({ label, bomLength });
  });

  it('does not take 8-bit text with stray zero bytes for UTF-16', () => {
    expect(evidentEncoding(Buffer.from('a,b\n\0a\n\0b\n\0c\n'))).toBeUndefined();
  });

  it('knows the labels of the web, whatever their case', () => {
    expect(namedEncoding(' Shift_JIS ', Buffer.alloc(0)).label).toBe('shift_jis');
    expect(namedEncoding('latin1', Buffer.alloc(0)).label).toBe('windows-1252');
    expect(namedEncoding('UTF-16', Buffer.from([0xff, 0xfe]))).toMatchObject({
      label: 'utf-16le',
      bomLength: 2,
      width: 2,
    });
  });

  it('refuses a label that nobody knows', () => {
    expect(() => namedEncoding('klingon-8', Buffer.alloc(0))).toThrow(ReconcylError);
  });
});

describe('weighing UTF-8', () => {
  it('stays with it as long as valid sequences outnumber invalid bytes ten to one', () => {
    expect(weighUtf8({ sequences: 20, invalid: 2 }).label).toBe('utf-8');
    expect(weighUtf8({ sequences: 19, invalid: 2 }).label).toBe('windows-1252');
    expect(weighUtf8({ sequences: 0, invalid: 1 }).label).toBe('windows-1252');
  });

  it('counts sequences and the bytes that belong to none', () => {
    const tally = createUtf8Tally();
    // Overlong, surrogate, above U+10FFFF and cut off: invalid byte by byte.
    tally.add(Buffer.from('\u00e9\u65e5\u{1f600}'));
    tally.add(Buffer.from([0xc0, 0xaf, 0xed, 0xa0, 0x80, 0xf4, 0x90, 0x80, 0x80, 0xe2, 0x82]));
    expect(tally.end()).toEqual({ sequences: 3, invalid: 11 });
  });

  it('agrees with the platform about what is valid, wherever chunks are cut', () => {
    const bytes = fc.array(
      fc.oneof(
        fc.constantFrom(...['a', '\u00e9', '\u20ac', '\u{1f600}'].map((character) => [...Buffer.from(character)])),
        fc.integer({ min: 0, max: 255 }).map((byte) => [byte]),
      ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(bytes, fc.nat(20), (parts, cut) => {
        const all = Buffer.from(parts.flat());
        const tally = createUtf8Tally();
        tally.add(all.subarray(0, cut));
        tally.add(all.subarray(cut));
        expect(tally.end().invalid === 0).toBe(isUtf8(all));
      }),
    );
  });
});
