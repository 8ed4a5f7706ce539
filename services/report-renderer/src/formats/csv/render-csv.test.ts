import { describe, expect, it } from 'vitest';
import { agreeingResult, readerOf, richResult, sampleResult } from '../testing/sample-result.ts';
import { textOf } from '../testing/text-of.ts';
import { renderCsv } from './render-csv.ts';

describe('the CSV report', () => {
  it('of files that agree is the three fixed sections with their empty texts', async () => {
    expect(await textOf(renderCsv({ reader: readerOf(agreeingResult()) }))).toBe(
      [
        'Missing in Target',
        'No missing records in target',
        '',
        'Missing in Source',
        'No missing records in source',
        '',
        'Discrepancies',
        'No discrepancies found',
        '',
      ].join('\r\n'),
    );
  });

  it('lists rows with the columns of their file first, then line and reason; differences one cell a line', async () => {
    expect((await textOf(renderCsv({ reader: readerOf(sampleResult()) }))).split('\r\n')).toEqual([
      'Missing in Target',
      'id,date,amount,text,cost centre,source_line,reason,near_miss_line',
      `A-3,2026-04-02,1250.00,"'=HYPERLINK(""http://x"")",,4,,`,
      '',
      'Missing in Source',
      'id,Datum,Betrag,text,target_line,reason,near_miss_line',
      'A-1,05.04.2026,"25,00",Twice,8,duplicate,',
      '',
      'Discrepancies',
      'id,source_line,target_line,column,source,target,cause,difference',
      'A-2,3,5,date,2026-03-31,01.04.2026,within_1_day,1 d',
      'A-2,3,5,amount,1234.50,"1.234,75",value,0.25',
      'A-4,5,6,text,Fee <b>&,,null_vs_value,',
      '',
      'Duplicate Keys',
      'id,source_count,target_count,source_lines,target_lines',
      'A-1,1,2,2,4 8',
      '',
      'Rejected Lines',
      'side,line,lines,reason,text',
      'target,9,1,too_many_fields,A-9;1;2;3;4',
      '',
    ]);
  });

  it('tells near misses and history behind the breaks, and has sections for what else there is', async () => {
    const lines = (await textOf(renderCsv({ reader: readerOf(richResult()) }))).split('\r\n');
    expect(lines[1]).toBe('id,date,amount,text,cost centre,source_line,reason,near_miss_line,status,age');
    expect(lines[2]).toMatch(/,4,,8,persisting,3$/);
    expect(lines[9]).toMatch(/,cause,difference,status,age$/);
    expect(lines[10]).toMatch(/,within_1_day,1 d,new,1$/);
    expect(lines.slice(lines.indexOf('Set Aside') - 1)).toEqual([
      '',
      'Set Aside',
      'side,line,lines,reason,cells',
      'source,9,1,closing_total,,Total,99.00',
      '',
      'Groups',
      'id,by,source_lines,target_lines,column,sum,ambiguous',
      'A-9,sum,10,11 12,amount,1234.50,false',
      '',
      'Resolved',
      'id,column,kind,age,how',
      'A-7,amount,discrepancy,2,by_rule',
      'A-8,,missing_in_source,1,gone',
      '',
    ]);
  });

  it('makes headers harmless, and never gives its own column the name of one of the file', async () => {
    const result = sampleResult();
    const columns = ['=id', 'source_line', 'reason', 'source_line_2', 'x'];
    const summary = {
      ...result.summary,
      key: { columns: ['source'], inferred: false, whole_row: false },
      files: { ...result.summary.files, source: { ...result.summary.files.source, columns } },
    };
    const lines = (await textOf(renderCsv({ reader: readerOf({ ...result, summary }) }))).split('\r\n');
    expect(lines[1]).toBe("'=id,source_line,reason,source_line_2,x,source_line_3,reason_2,near_miss_line");
    expect(lines[9]).toBe('source,source_line,target_line,column,source_2,target,cause,difference');
  });
});
