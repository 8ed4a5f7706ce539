import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createReadingFixture, type ReadingFixture } from './testing/reading-fixture.ts';

let fixture: ReadingFixture;
beforeEach(async () => {
  fixture = await createReadingFixture();
});
afterEach(() => fixture.remove());

const anyRejects = { maxRejects: '100%' } as const;

describe('encodings', () => {
  it('reads a bank export in windows-1252, with preamble', async () => {
    const text = `Konto;DE12\r\n\r\nBuchung;Empf\xe4nger;Betrag\r\n02.05.2024;M\xfcller;1.234,50\r\n03.05.2024;20 \x80;-1,00\r\n`;
    const { reading, rows } = await fixture.careful(Buffer.from(text, 'latin1'));
    expect(reading.encoding).toEqual({
      label: 'windows-1252',
      why: 'not UTF-8: 0 valid multi-byte sequences, 3 invalid bytes',
    });
    expect(reading.columns).toEqual(['Buchung', 'Empf\u00e4nger', 'Betrag']);
    expect(rows).toEqual([
      ['02.05.2024', 'M\u00fcller', '1.234,50'],
      ['03.05.2024', '20 \u20ac', '-1,00'],
    ]);
  });

  it('rejects the lines with invalid bytes of a file that is mostly UTF-8', async () => {
    const bytes = Buffer.concat([
      Buffer.from(`a,b\n${'1,\u00e9\n'.repeat(10)}`),
      Buffer.from([0x32, 0x2c, 0xe9, 0x0a]),
      Buffer.from('3,"\u00e9\n'),
      Buffer.from([0xff, 0x22, 0x0a]),
      Buffer.from(`4,${'\u00e9'.repeat(10)}\n`),
    ]);
    const { reading, rows } = await fixture.careful(bytes, undefined, anyRejects);
    expect(reading.encoding.label).toBe('utf-8');
    expect(rows).toHaveLength(11);
    expect(reading.rejects).toMatchObject([
      { line: 12, lines: 1, column: 2, reason: 'invalid_bytes', text: '2,\\xE9' },
      { line: 13, lines: 2, reason: 'invalid_bytes', text: '3,"\u00e9\n\\xFF"' },
    ]);
    expect(reading.lines).toMatchObject({ total: 15, rejected: 3 });
  });

  it('rejects lines with a byte that windows-1252 does not have', async () => {
    const bytes = Buffer.from('a,b\n1,\x81\n2,\xfc\n', 'latin1');
    const { reading, rows } = await fixture.careful(bytes, { encoding: 'windows-1252' });
    expect(reading.rejects).toMatchObject([{ line: 2, column: 2, reason: 'invalid_bytes', text: '1,\\x81' }]);
    expect(rows).toEqual([['2', '\u00fc']]);
  });

  it('rejects the line with a lone surrogate, and a last byte without its half, in UTF-16', async () => {
    const bytes = Buffer.concat([Buffer.from('\ufeffa,b\n1,\ud800\n2,x\n', 'utf16le'), Buffer.from([0x33])]);
    const { reading, rows } = await fixture.careful(bytes, undefined, anyRejects);
    expect(rows).toEqual([['2', 'x']]);
    expect(reading.rejects).toMatchObject([
      { line: 2, column: 2, reason: 'invalid_bytes', text: '1,\\x00\\xD8' },
      { line: 4, column: 1, reason: 'invalid_bytes', text: '\\x33' },
    ]);
  });

  it.each([
    // The bytes are those of the encodings' own tables.
    ['Shift_JIS', [0x93, 0xfa, 0x96, 0x7b], '\u65e5\u672c'],
    ['EUC-JP', [0xc6, 0xfc, 0xcb, 0xdc], '\u65e5\u672c'],
    ['GB18030', [0xd6, 0xd0, 0x84, 0x31, 0xa4, 0x37], '\u4e2d\ufffd'],
    ['Big5', [0xa4, 0xa4], '\u4e2d'],
    ['EUC-KR', [0xb0, 0xa1], '\uac00'],
    ['ISO-8859-2', [0xb3, 0xf3, 0x64, 0xbc], '\u0142\u00f3d\u017a'],
    ['ISO-8859-15', [0xa4], '\u20ac'],
    ['windows-1251', [0xcf, 0xf0], '\u041f\u0440'],
    ['KOI8-R', [0xf0], '\u041f'],
    ['macintosh', [0x8e], '\u00e9'],
    ['latin1', [0xe9], '\u00e9'],
  ])('reads %s when a ruleset names it', async (encoding, bytes, cell) => {
    const file = Buffer.concat([Buffer.from('a,b\n1,'), Buffer.from(bytes), Buffer.from('\n2,x\n')]);
    const { reading, rows } = await fixture.careful(file, { encoding });
    expect(rows).toEqual([
      ['1', cell],
      ['2', 'x'],
    ]);
    expect(reading.encoding.why).toBe('given by the ruleset');
  });

  it('shows the invalid bytes of any encoding, and where the first one stands', async () => {
    const file = Buffer.concat([Buffer.from('a,b\n1,'), Buffer.from([0x93, 0xfa, 0xff, 0x96]), Buffer.from('\n2,x\n')]);
    const { reading } = await fixture.careful(file, { encoding: 'shift_jis' }, anyRejects);
    expect(reading.rejects).toMatchObject([
      { line: 2, column: 2, reason: 'invalid_bytes', text: '1,\u65e5\\xFF\\x96' },
    ]);
  });

  it('warns of invalid bytes in the header', async () => {
    const valid = 'x,\u00e9\n'.repeat(20);
    const file = Buffer.concat([Buffer.from('a,Betr'), Buffer.from([0xe4]), Buffer.from(`g\n${valid}`)]);
    const { reading } = await fixture.careful(file);
    expect(reading.columns).toEqual(['a', 'Betr\\xE4g']);
    expect(reading.warnings).toMatchObject([{ code: 'header_invalid_bytes' }]);
  });

  it('reads UTF-16 in which most bytes are control characters', async () => {
    const text = `\u041a\u043b\u044e\u0447;\u0421\u0443\u043c\u043c\u0430\n${'\u0430\u0431\u0432\u0433\u0434\u0435;1\n'.repeat(50)}`;
    for (const bytes of [Buffer.from(`\ufeff${text}`, 'utf16le'), Buffer.from(text, 'utf16le').swap16()]) {
      expect((await fixture.careful(bytes)).rows).toHaveLength(50);
    }
  });
});
