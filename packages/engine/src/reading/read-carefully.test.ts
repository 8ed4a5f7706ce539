import { readFile } from 'node:fs/promises';
import { ReconcylError, type Ruleset } from '@reconcyl/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allowedRejects } from './reject-list.ts';
import { createReadingFixture, type ReadingFixture } from './testing/reading-fixture.ts';

let fixture: ReadingFixture;
beforeEach(async () => {
  fixture = await createReadingFixture();
});
afterEach(() => fixture.remove());

const anyRejects = { maxRejects: '100%' } as const;
const failureOf = async (reading: Promise<unknown>): Promise<ReconcylError> => {
  const error = await reading.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ReconcylError) return error;
  throw new Error(`no coded error but ${error}`);
};

describe('writing clean records', () => {
  it('writes plain CSV without a header', async () => {
    const { reading } = await fixture.careful('id;name\r\n1;"a ""b"""\r\n2;x,y\r\n3;" z "\r\n4;5" pipe\r\n');
    expect(await readFile(reading.csv.path, 'utf8')).toBe('1,"a ""b"""\n2,"x,y"\n3, z \n4,"5"" pipe"\n');
    expect(reading).toMatchObject({
      mode: 'clean',
      rows: 4,
      csv: { delimiter: ',', quote: '"', skipLines: 0, columnCount: 2 },
    });
  });

  it('drops blanks between a delimiter and a quote, and keeps those inside', async () => {
    expect((await fixture.careful('a,b,c\n1, " x ", y\n"2" ,\t"z"\t,3\n')).rows).toEqual([
      ['1', ' x ', ' y'],
      ['2', 'z', '3'],
    ]);
  });

  it('reads ="00123" as 00123, quoted or not', async () => {
    expect((await fixture.careful('a,b\n="00123","=""00456"""\n=1+1,="\n')).rows).toEqual([
      ['00123', '00456'],
      ['=1+1', '="'],
    ]);
  });

  it('turns line ends inside a cell into LF and knows the line of each record', async () => {
    const { rows, at, reading } = await fixture.careful('a,b\r\n1,"x\r\ny\rz"\r\n\r\n2,w\n3,v');
    expect(rows).toEqual([
      ['1', 'x\ny\nz'],
      ['2', 'w'],
      ['3', 'v'],
    ]);
    expect(at).toEqual([2, 6, 7]);
    expect(reading.lines).toMatchObject({ total: 7, header: 1, rows: 3, continuation: 2, empty: 1 });
  });

  it('sets aside rows of blank cells and repeated headers', async () => {
    const { rows, reading } = await fixture.careful('a,b\n1,2\n,\n \t,"\u00a0"\na,b\n"a" , b\n\n3,4\n');
    expect(rows).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
    expect(reading.lines).toMatchObject({ total: 8, rows: 2, set_aside: 4, empty: 1 });
  });

  it('drops the empty cell after a closing delimiter, with a warning', async () => {
    const { rows, reading } = await fixture.careful('a;b\n1;2;\n3;4\n5;6;7\n8;9;\n', undefined, anyRejects);
    expect(rows).toEqual([
      ['1', '2'],
      ['3', '4'],
      ['8', '9'],
    ]);
    expect(reading.rejects).toMatchObject([{ line: 4, reason: 'too_many_fields', text: '5;6;7' }]);
    expect(reading.warnings).toMatchObject([{ code: 'closing_delimiter' }]);
  });

  it('keeps NUL, markup and formulas as they stand', async () => {
    const cells = ['x\0y', '<script>alert(1)</script>', '=HYPERLINK("http://x")', "'; drop table x; --"];
    const line = cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',');
    expect((await fixture.careful(`a,b,c,d\n${line}\n`)).rows).toEqual([cells]);
  });

  it('reads a file with a header and no rows', async () => {
    expect((await fixture.careful('a,b\n')).reading).toMatchObject({
      rows: 0,
      lines: { total: 1, header: 1, rows: 0 },
    });
  });

  it('reads 5,000 columns', async () => {
    const header = Array.from({ length: 5000 }, (_, index) => `a_column_with_a_rather_long_name_${index}`);
    const row = header.map((_, index) => `${index}`);
    const { rows, reading } = await fixture.careful(`${header.join(',')}\n${row.join(',')}\n`);
    expect(reading.columns).toEqual(header);
    expect(rows).toEqual([row]);
  });
});

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

describe('rejecting lines', () => {
  it('gives each with line, column and reason, and reads on', async () => {
    const text = 'a,b\n1,2\n3\n4,5,6\n7,"8"9\n10,"11\n12,13\n';
    const { rows, at, reading } = await fixture.careful(text, undefined, anyRejects);
    expect(rows).toEqual([
      ['1', '2'],
      ['12', '13'],
    ]);
    expect(at).toEqual([2, 7]);
    expect(reading.rejects).toEqual([
      { side: 'source', line: 3, lines: 1, reason: 'too_few_fields', text: '3' },
      { side: 'source', line: 4, lines: 1, reason: 'too_many_fields', text: '4,5,6' },
      { side: 'source', line: 5, lines: 1, column: 2, reason: 'text_after_quote', text: '7,"8"9' },
      { side: 'source', line: 6, lines: 1, column: 2, reason: 'unclosed_quote', text: '10,"11' },
    ]);
  });

  it.each([
    ['the first', 'a,b\n1,"x\n2,y\n3,z\n', { line: 2, column: 2, reason: 'unclosed_quote', text: '1,"x' }],
    ['the last', 'a,b\n2,y\n3,z\n1,"x\n', { line: 4, column: 2, reason: 'unclosed_quote', text: '1,"x' }],
    ['the last without a line end', 'a,b\n2,y\n3,z\n1', { line: 4, reason: 'too_few_fields', text: '1' }],
    [
      'the last before empty lines',
      'a,b\n2,y\n3,z\n1,2,3\n\n\n',
      { line: 4, reason: 'too_many_fields', text: '1,2,3' },
    ],
    ['the first under CR alone', 'a,b\r1,"x"y\r2,y\r3,z', { line: 2, column: 2, reason: 'text_after_quote' }],
  ])('finds a bad line that is %s', async (_, text, reject) => {
    const { rows, reading } = await fixture.careful(text);
    expect(rows).toEqual([
      ['2', 'y'],
      ['3', 'z'],
    ]);
    expect(reading.rejects).toMatchObject([reject]);
  });

  it('finds the first and the last bad line of many', async () => {
    const good = Array.from({ length: 100_000 }, (_, index) => `${index},x\n`).join('');
    const { rows, reading } = await fixture.careful(`a,b\n0\n${good}9,"`);
    expect(rows).toHaveLength(100_000);
    expect(reading.rejects).toMatchObject([
      { line: 2, reason: 'too_few_fields', text: '0' },
      { line: 100_003, column: 2, reason: 'unclosed_quote', text: '9,"' },
    ]);
  });

  it('never lets an unclosed quote swallow the lines after it', async () => {
    const good = Array.from({ length: 50_000 }, (_, index) => `${index},name ${index}`);
    const { rows, reading } = await fixture.careful(`id,name\n0,x\n1,"y\n${good.join('\n')}\n`);
    expect(rows).toHaveLength(50_001);
    expect(reading.rejects).toMatchObject([{ line: 3, lines: 1, reason: 'unclosed_quote' }]);
  });

  it('takes a quote for a stray one when closing it would join lines that are records by themselves', async () => {
    const { rows, reading } = await fixture.careful('a,b\n1,"x\n2,y\n3,z"\n4,w\n5,v\n', undefined, anyRejects);
    expect(rows).toEqual([
      ['1', 'x\n2,y\n3,z'],
      ['4', 'w'],
      ['5', 'v'],
    ]);
    expect(reading.rejects).toEqual([]);
    const ragged = await fixture.careful('a,b\n1,"x\n2,y\n3,z",4\n4,w\n5,v\n', undefined, anyRejects);
    expect(ragged.rows).toEqual([
      ['2', 'y'],
      ['4', 'w'],
      ['5', 'v'],
    ]);
    expect(ragged.reading.rejects).toMatchObject([
      { line: 2, lines: 1, reason: 'unclosed_quote' },
      { line: 4, lines: 1, reason: 'too_many_fields' },
    ]);
  });

  it('rejects a record of several lines as one when none of its lines is a record', async () => {
    const { rows, reading } = await fixture.careful('a,b\n1,2\n"x\ny"\n3,4\n', undefined, anyRejects);
    expect(rows).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
    expect(reading.rejects).toEqual([{ side: 'source', line: 3, lines: 2, reason: 'too_few_fields', text: '"x\ny"' }]);
  });

  it('does not resume in the middle of a rejected record where a further line only looks like a record', async () => {
    const { rows, reading } = await fixture.careful('a,b\n1,2\n"x\ny,""z\nw",5,6\n3,4\n', undefined, anyRejects);
    expect(rows).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
    expect(reading.rejects).toMatchObject([{ line: 3, lines: 3, reason: 'too_many_fields' }]);
  });

  it('reads a cell of 1 MB, also one of many lines, and gives up on a quote that is open for longer', {
    timeout: 60_000,
  }, async () => {
    const long = 'x'.repeat(1_048_576);
    const lines = 'y\n'.repeat(524_000);
    expect((await fixture.careful(`a,b\n1,${long}\n2,"${long}"\n3,"${lines}"\n`)).rows).toEqual([
      ['1', long],
      ['2', long],
      ['3', lines],
    ]);
    const open = await fixture.careful(`a,b\n1,"${'x,y\n'.repeat(300_000)}"\n2,z\n`);
    expect(open.reading.rejects[0]).toMatchObject({ line: 2, lines: 1, reason: 'unclosed_quote', text: '1,"x,y' });
    expect(open.rows).toHaveLength(300_000);
  });

  it('rejects a cell above 8 MB, and a line above 64 MB without holding it', { timeout: 60_000 }, async () => {
    const cell = (megabytes: number) => 'x'.repeat(megabytes * 1024 * 1024);
    const { reading, rows } = await fixture.careful(
      `a,b\n1,${cell(8)}\n2,${cell(9)}\n3,"${cell(9)}"\n${cell(70)}\n4,y\n`,
      undefined,
      {
        maxRejects: 3,
      },
    );
    expect(rows.map(([id]) => id)).toEqual(['1', '4']);
    expect(
      reading.rejects.map(({ line, column, reason, text }) => ({ line, column, reason, length: text.length })),
    ).toEqual([
      { line: 3, column: 2, reason: 'cell_too_large', length: 1_048_576 },
      { line: 4, column: 2, reason: 'cell_too_large', length: 1_048_576 },
      { line: 5, column: undefined, reason: 'cell_too_large', length: 1_048_576 },
    ]);
    expect(reading.lines).toMatchObject({ total: 6, rows: 2, rejected: 3 });
  });

  it('takes linear time over a file of nothing but stray quotes', { timeout: 60_000 }, async () => {
    for (const line of ['1,"x', '1,a","x', '1,"""x', '"', 'a"b,"']) {
      const { reading } = await fixture.careful(
        `a,b\n${`${line}\n`.repeat(50_000)}`,
        { delimiter: ',', skip_lines: 0, quote: '"', escape: 'doubled' },
        anyRejects,
      );
      expect(reading.lines.total).toBe(50_001);
    }
  });
});

describe('dialects', () => {
  it.each([
    ['sep=;', 'sep=;\na,b;c\n1,2;3\n'],
    ['sep= in quotes, under a byte-order mark', '\ufeff"sep=;"\r\na,b;c\r\n1,2;3\r\n'],
    ['a delimiter of the ruleset against all evidence', 'a,b#c\n1,2#3\n'],
  ])('reads %s', async (_, text) => {
    const { reading, rows } = await fixture.careful(text, text.includes('#') ? { delimiter: '#' } : undefined);
    expect(reading.columns).toEqual(['a,b', 'c']);
    expect(rows).toEqual([['1,2', '3']]);
  });

  it('reads LF, CRLF and CR in one file, each ending one line', async () => {
    const { rows, at, reading } = await fixture.careful('a,b\r\n1,x\n2,y\r3,z\r\n\r4,w');
    expect(rows.map(([id]) => id)).toEqual(['1', '2', '3', '4']);
    expect(at).toEqual([2, 3, 4, 6]);
    expect(reading.lines).toMatchObject({ total: 6, rows: 4, empty: 1 });
  });

  it('reads a delimiter of more than one byte, and backslashes and single quotes', async () => {
    expect((await fixture.careful('a\u00a7b\n1\u00a7x\n', { delimiter: '\u00a7' })).rows).toEqual([['1', 'x']]);
    expect((await fixture.careful("a,b\n1,'it\\'s, so'\n2,'x'\n", { escape: 'backslash', quote: "'" })).rows).toEqual([
      ['1', "it's, so"],
      ['2', 'x'],
    ]);
  });

  it('reads a file without a header by position, and rows under a repeated name', async () => {
    const none = await fixture.careful('1,2.50\n2,3.50\n', { header: false });
    expect(none.reading.columns).toEqual(['column_1', 'column_2']);
    expect(none.rows).toHaveLength(2);
    const repeated = await fixture.careful('a,A ,,a_2\n1,2,3,4\n');
    expect(repeated.reading.columns).toEqual(['a', 'A_3', 'column_3', 'a_2']);
    expect(repeated.reading.warnings.map(({ code }) => code)).toEqual(['column_name_repeated', 'column_without_name']);
  });
});

describe('too many rejects', () => {
  const withRejects = (rows: number, rejects: number) => `a,b\n${'1,2\n'.repeat(rows)}${'3\n'.repeat(rejects)}`;

  it('fails the run above 10 % of the lines, and says where the first is, not what it holds', async () => {
    await fixture.careful(withRejects(90, 10));
    const error = await failureOf(fixture.careful(withRejects(89, 11)));
    expect(error.code).toBe('RECON_TOO_MANY_REJECTS');
    expect(error.detail).toBe(
      'In the source file more than 10 lines could not be read; the first is line 91 (too_few_fields).',
    );
  });

  it('lets one bad line pass in a small file', async () => {
    expect((await fixture.careful(withRejects(2, 1))).reading.rejects).toHaveLength(1);
    expect((await failureOf(fixture.careful(withRejects(2, 2)))).code).toBe('RECON_TOO_MANY_REJECTS');
  });

  it('obeys the ruleset', async () => {
    expect((await failureOf(fixture.careful(withRejects(99, 1), undefined, { maxRejects: 0 }))).code).toBe(
      'RECON_TOO_MANY_REJECTS',
    );
    expect((await fixture.careful(withRejects(2, 5), undefined, { maxRejects: 5 })).reading.rejects).toHaveLength(5);
  });

  it.each<[Ruleset['max_rejects'], number, number]>([
    [undefined, 1000, 100],
    [undefined, 3, 1],
    ['5%', 1000, 50],
    ['0.5 %', 1000, 5],
    ['0%', 1000, 0],
    [7, 10, 7],
  ])('with max_rejects %j allows of %i lines %i', (maxRejects, lines, allowed) => {
    expect(allowedRejects(maxRejects, lines)).toBe(allowed);
  });
});
