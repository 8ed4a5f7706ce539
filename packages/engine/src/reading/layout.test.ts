import { ReconcylError, type SideRule } from '@reconcyl/contracts';
import { describe, expect, it } from 'vitest';
import { decideLayout, maxColumns } from './layout.ts';

const layoutOf = (text: string, rule?: SideRule) => decideLayout(text.split('\n'), rule);
const codeOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    if (error instanceof ReconcylError) return error.code;
    throw error;
  }
  return 'nothing thrown';
};

describe('deciding the delimiter', () => {
  it.each([
    [',', 'id,amount,note\n1,2.00,a\n2,3.00,b'],
    [';', 'id;amount;note\n1;2,00;a, b\n2;3,00;c'],
    [';', 'name;amount\na;1,50\nb;2,50\nc;3,50'],
    ['\t', 'id\tamount\tnote\n1\t2,00\ta, b; c\n2\t3,00\tc'],
    ['|', 'id|at|note\n1|2024-01-01, 10:00|a\n2|2024-01-02, 11:00|b'],
    [',', 'id,note\n1,"a; b; c"\n2,"d; e; f"\n3,"g"'],
    [',', 'code\nA\nB'],
  ])('finds %j', (delimiter, text) => {
    expect(layoutOf(text).dialect.delimiter).toBe(delimiter);
  });

  it('obeys a first line sep=', () => {
    expect(layoutOf('sep=;\na,b;c\n1,2;3')).toMatchObject({
      dialect: { delimiter: ';', preambleLines: 1 },
      columns: ['a,b', 'c'],
    });
  });

  it('obeys the ruleset against all evidence', () => {
    expect(layoutOf('a,b#c\n1,2#3', { delimiter: '#' }).columns).toEqual(['a,b', 'c']);
    expect(layoutOf('a\tb\n1\t2', { delimiter: 'tab' }).columns).toEqual(['a', 'b']);
  });
});

describe('deciding quote and escape', () => {
  it('takes the double quote where nothing speaks for another', () => {
    expect(layoutOf("id,name\n1,O'Brien\n2,'tis").dialect).toMatchObject({ quote: '"', escape: 'doubled' });
  });

  it('takes the single quote when cells are enclosed in it throughout', () => {
    expect(layoutOf("id,name\n1,'a, b'\n2,'c'").dialect.quote).toBe("'");
  });

  it('takes backslashes when only they make records of the lines', () => {
    expect(layoutOf('id,name,x\n1,"say \\"a\\", b",2\n2,"\\"",3').dialect.escape).toBe('backslash');
    expect(layoutOf('id,path,x\n1,"C:\\dir\\",2\n2,"D:\\",3').dialect.escape).toBe('doubled');
  });

  it('reads without quotes when the ruleset says so', () => {
    expect(layoutOf('id,"name\n1,2', { quote: 'none' })).toMatchObject({
      dialect: { quote: '' },
      columns: ['id', '"name'],
    });
  });
});

describe('finding the table', () => {
  it('leaves out preamble lines above the header of a bank export', () => {
    const text =
      'Konto;DE12\nZeitraum;Mai 2024\n\nBuchung;Valuta;Text;Betrag\n01.05.2024;02.05.2024;a;1,00\n02.05.2024;02.05.2024;b;2,00';
    expect(layoutOf(text)).toMatchObject({
      dialect: { preambleLines: 3, hasHeader: true },
      columns: ['Buchung', 'Valuta', 'Text', 'Betrag'],
    });
  });

  it('leaves out preamble lines that a spreadsheet padded with delimiters', () => {
    const text =
      'Account:,DE12,,\nPeriod:,May,,\n,,,\nDate,Text,Amount,Currency\n2024-05-01,a,1.00,EUR\n2024-05-02,b,2.00,EUR';
    expect(layoutOf(text)).toMatchObject({
      dialect: { preambleLines: 3 },
      columns: ['Date', 'Text', 'Amount', 'Currency'],
    });
  });

  it('obeys skip_lines, and looks no further for a preamble', () => {
    expect(layoutOf('x;y\nid;name\n1;a\n2;b', { skip_lines: 1 }).columns).toEqual(['id', 'name']);
    expect(layoutOf('x;y\nid;name;z\n1;a;c\n2;b;d', { skip_lines: 0 }).columns).toEqual(['x', 'y']);
  });

  it('counts empty lines above the header as preamble', () => {
    expect(layoutOf('\n\nid,name\n1,a').dialect.preambleLines).toBe(2);
  });

  it('does not take a header that has fewer names than the rows have cells for a preamble', () => {
    const layout = layoutOf('id,name,amount\n1,a,2.00,x\n2,b,3.00,y\n3,c,4.00,z');
    expect(layout).toMatchObject({
      columns: ['id', 'name', 'amount'],
      dialect: { preambleLines: 0 },
      closingDelimiter: false,
    });
  });

  it('does not take a header that has more names than the rows have cells for a preamble', () => {
    expect(layoutOf('id,name,amount\n1,a\n2,b\n3,c').columns).toEqual(['id', 'name', 'amount']);
  });

  it('notices a closing delimiter that the header does not have', () => {
    const layout = layoutOf('id;name\n1;a;\n2;b;\n3;c;');
    expect(layout).toMatchObject({ columns: ['id', 'name'], closingDelimiter: true });
    expect(layout.warnings.map(({ code }) => code)).toEqual(['closing_delimiter']);
  });

  it('sees that a table begins with a row', () => {
    const layout = layoutOf('C1,2024-05-01,1.50\nC2,2024-05-02,2.50\nC3,2024-05-03,3.50');
    expect(layout).toMatchObject({ columns: ['column_1', 'column_2', 'column_3'], headerLines: 0, header: undefined });
    expect(layout.warnings.map(({ code }) => code)).toEqual(['header_missing']);
  });

  it.each([
    ['names over text', 'id,name\nA,b\nC,d'],
    ['years as names', 'account,2023,2024\nA,10,20\nB,30,40'],
    ['dates as names', 'account,2024-01-31,2024-02-29\nA,1.00,2.00\nB,3.00,4.00'],
    ['a header alone', 'id,2024-01-01,1.50'],
  ])('keeps a header of %s', (_, text) => {
    expect(layoutOf(text).dialect.hasHeader).toBe(true);
  });

  it('obeys what the ruleset says about the header', () => {
    expect(layoutOf('1,2.50\n2,3.50', { header: true }).columns).toEqual(['1', '2.50']);
    expect(layoutOf('a,b\nc,d', { header: false })).toMatchObject({
      columns: ['column_1', 'column_2'],
      headerLines: 0,
    });
  });

  it('reads a header with a line break in a name', () => {
    expect(layoutOf('id,"amount\nin EUR"\n1,2.00')).toMatchObject({
      headerLines: 2,
      columns: ['id', 'amount\nin EUR'],
    });
  });
});

describe('refusing a head', () => {
  it('has nothing to go by in blank lines alone', () => {
    expect(codeOf(() => layoutOf('\n \n\t\n'))).toBe('RECON_FILE_NO_HEADER');
    expect(codeOf(() => layoutOf('a,b\n1,2', { skip_lines: 2 }))).toBe('RECON_FILE_NO_HEADER');
  });

  it('takes 10,000 columns and refuses more', () => {
    const header = Array.from({ length: maxColumns }, (_, index) => `c${index}`).join(',');
    expect(layoutOf(`${header}\n`).columns).toHaveLength(10_000);
    expect(codeOf(() => layoutOf(`${header},x\n`))).toBe('RECON_TOO_MANY_COLUMNS');
  });
});
