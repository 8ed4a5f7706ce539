import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createReadingFixture, type ReadingFixture } from './testing/reading-fixture.ts';

let fixture: ReadingFixture;
beforeEach(async () => {
  fixture = await createReadingFixture();
});
afterEach(() => fixture.remove());

const anyRejects = { maxRejects: '100%' } as const;

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
