import { describe, expect, it } from 'vitest';
import { collectChoices, collectKey, parseCount, parsePort, parseSize, spreadReports } from './arguments.ts';

describe('spreadReports', () => {
  const formats = ['json', 'csv'];

  it('takes several formats behind one --report, and leaves the files behind them alone', () => {
    expect(spreadReports(['run', '--report', 'json', 'csv', 'a.csv', 'b.csv'], formats)).toEqual([
      'run',
      '--report',
      'json',
      '--report',
      'csv',
      'a.csv',
      'b.csv',
    ]);
  });

  it('does not take a format name elsewhere for one', () => {
    expect(spreadReports(['run', 'csv', 'json', '--report', 'csv'], formats)).toEqual([
      'run',
      'csv',
      'json',
      '--report',
      'csv',
    ]);
  });
});

describe('collectKey', () => {
  it('splits by commas and adds up', () => {
    expect(collectKey('c', collectKey('a, b', undefined))).toEqual(['a', 'b', 'c']);
  });

  it('keeps a comma and a quote inside double quotes', () => {
    expect(collectKey('"Name, first","say ""hi""",id', undefined)).toEqual(['Name, first', 'say "hi"', 'id']);
  });

  it.each(['', 'a,,b', '"a', '"a"b', 'a,'])('refuses %j', (value) => {
    expect(() => collectKey(value, undefined)).toThrow(/list of column names/);
  });
});

describe('option values', () => {
  it('reads choices by commas, whatever their case, and adds up', () => {
    const collect = collectChoices(['json', 'csv'] as const);
    expect(collect('CSV', collect('json', []))).toEqual(['json', 'csv']);
    expect(() => collect('json,pdf', [])).toThrow(/json, csv/);
  });

  it('reads whole numbers only', () => {
    expect(parseCount('0')).toBe(0);
    for (const value of ['-1', '1.5', 'x', '', '1e3']) expect(() => parseCount(value)).toThrow(/whole number/);
    expect(() => parsePort('65536')).toThrow(/65535/);
  });
  it('reads sizes with their units, none too small to work with', () => {
    expect(parseSize('1GB')).toBe(1_000_000_000);
    expect(parseSize('1.5 gib')).toBe(1_610_612_736);
    for (const value of ['1', '1e9', 'GB', '-1GB', '1 TB', '31MB', '1GB2'])
      expect(() => parseSize(value)).toThrow(/such as 1GB/);
  });
});
