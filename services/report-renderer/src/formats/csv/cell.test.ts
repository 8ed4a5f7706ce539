import { describe, expect, it } from 'vitest';
import { csvRecord, harmless } from './cell.ts';

describe('a cell that a spreadsheet would run', () => {
  it.each([
    '=1+1',
    '+1+1',
    '-1+1',
    '@SUM(A1)',
    '=HYPERLINK("http://x")',
    ' =1',
    '\t=1',
    '\r=1',
    '\n=1',
    '\r\n\t =1',
    '\u00a0=1',
    '\u3000=1',
    '\ufeff=1',
    '\u200b=1',
    '\u0000=1',
    '＝1+1',
    '＋1+1',
    '－1+1',
    '＠SUM(A1)',
    '-',
    '--5',
    '+-5',
    '-5-5',
    '-3 d',
    '+49 30 1234567',
    '-1,234.50,00x',
    '-2+3+cmd|"/C calc"!A0',
    '- 5',
    '-5\n=1',
    '-.',
    '-e5',
  ])('gets an apostrophe: %j', (cell) => {
    expect(harmless(cell)).toBe(`'${cell}`);
  });
});

describe('a cell that does nothing', () => {
  it.each([
    '-12.50',
    '+12',
    '-1,234.50',
    '-1.234,50',
    '-1 234,50',
    '-1\u00a0234,50',
    "-1'234.50",
    '-1,23,456.00',
    '-.5',
    '-5.',
    '-1.5E3',
    '-1e-10',
    '+12%',
    ' -12 ',
    '－１２',
    '-0',
    '-123456789012345678901234567890.5',
  ])('stays a number: %j', (cell) => {
    expect(harmless(cell)).toBe(cell);
  });

  it.each(['', ' ', 'a=1', 'x@example.com', "'=1", '(12.00)', '12.00-', '1-2', '−12', '"=1"', '#REF!'])(
    'stays as it is: %j',
    (cell) => {
      expect(harmless(cell)).toBe(cell);
    },
  );
});

describe('csvRecord', () => {
  it('quotes commas, quotes and line breaks, and ends with CRLF', () => {
    expect(csvRecord(['a', 'b,c', 'd"e', 'f\ng', 'h\ri', '', ' j '])).toBe('a,"b,c","d""e","f\ng","h\ri",, j \r\n');
  });

  it('makes a formula harmless inside the quotes', () => {
    expect(csvRecord(['=A1,"x"'])).toBe(`"'=A1,""x"""\r\n`);
  });

  it('never writes an empty line, which separates sections', () => {
    expect(csvRecord([''])).toBe('""\r\n');
  });

  it('looks at a cell of a megabyte in one pass', () => {
    const blanks = `${' '.repeat(1_000_000)}x`;
    expect(harmless(blanks)).toBe(blanks);
    const digits = `-${'1'.repeat(1_000_000)}x`;
    expect(harmless(digits)).toBe(`'${digits}`);
  });
});
