import { describe, expect, it } from 'vitest';
import { agreeingResult, readerOf, richResult, sampleResult } from '../testing/sample-result.ts';
import { textOf } from '../testing/text-of.ts';
import { renderJson } from './render-json.ts';

const taskId = '0198a1b2-0000-7000-8000-000000000001';

async function render(result = sampleResult()) {
  return textOf(renderJson({ taskId, reader: readerOf(result) }));
}

describe('the JSON report', () => {
  it('has the fixed members, in a fixed order', async () => {
    expect(Object.keys(JSON.parse(await render()))).toEqual([
      'task_id',
      'summary',
      'missing_in_target',
      'missing_in_target_details',
      'missing_in_source',
      'missing_in_source_details',
      'discrepancies',
      'duplicates',
      'rejects',
      'set_aside',
      'groups',
      'resolved',
    ]);
  });

  it('is indented by four blanks as any JSON writer would do it', async () => {
    const text = await render();
    expect(text).toBe(`${JSON.stringify(JSON.parse(text), null, 4)}\n`);
    const agreeing = await render(agreeingResult());
    expect(agreeing).toBe(`${JSON.stringify(JSON.parse(agreeing), null, 4)}\n`);
  });

  it('gives missing records as objects of exactly the columns of their file, and the details beside them', async () => {
    const report = JSON.parse(await render());
    expect(report.missing_in_target).toEqual([
      { id: 'A-3', date: '2026-04-02', amount: '1250.00', text: '=HYPERLINK("http://x")', 'cost centre': '' },
    ]);
    expect(report.missing_in_target_details).toEqual([{ line: 4 }]);
    expect(report.missing_in_source).toEqual([{ id: 'A-1', Datum: '05.04.2026', Betrag: '25,00', text: 'Twice' }]);
    expect(report.missing_in_source_details).toEqual([{ line: 8, reason: 'duplicate' }]);
  });

  it('gives a discrepancy with its key, both rows, both lines and each differing cell', async () => {
    expect(JSON.parse(await render()).discrepancies[1]).toEqual({
      key: { id: 'A-4' },
      source: { id: 'A-4', date: '2026-04-03', amount: '-100.00', text: 'Fee <b>&', 'cost centre': '100' },
      target: { id: 'A-4', Datum: '03.04.2026', Betrag: '-100,00', text: '' },
      source_line: 5,
      target_line: 6,
      differences: [{ column: 'text', source: 'Fee <b>&', target: '', cause: 'null_vs_value' }],
    });
  });

  it('gives duplicates with their key as an object, and rejects verbatim', async () => {
    const { duplicates, rejects } = JSON.parse(await render());
    expect(duplicates).toEqual([
      { key: { id: 'A-1' }, source_count: 1, target_count: 2, source_lines: [2], target_lines: [4, 8] },
    ]);
    expect(rejects).toEqual(sampleResult().rejects);
  });

  it('gives near misses, history, groups, what is set aside and what is resolved', async () => {
    const report = JSON.parse(await render(richResult()));
    expect(report.missing_in_target_details).toEqual([
      {
        line: 4,
        near_miss: {
          ...{ line: 8, key: { id: 'A-1' }, why: 'cells', agreeing_cells: 2, compared_cells: 3, ambiguous: true },
        },
        history: { status: 'persisting', age: 3, changed: true },
      },
    ]);
    expect(report.discrepancies[0]).toMatchObject({
      paired_by_order: true,
      history: { status: 'new', age: 1, changed: false },
    });
    expect(report.set_aside).toEqual(richResult().setAside);
    expect(report.groups).toEqual([{ ...richResult().groups[0], key: { id: 'A-9' } }]);
    expect(report.resolved).toEqual([
      { key: { id: 'A-7' }, column: 'amount', kind: 'discrepancy', age: 2, how: 'by_rule' },
      { key: { id: 'A-8' }, kind: 'missing_in_source', age: 1, how: 'gone' },
    ]);
    const text = await render(richResult());
    expect(text).toBe(`${JSON.stringify(JSON.parse(text), null, 4)}\n`);
  });

  it('gives the summary as it is', async () => {
    expect(JSON.parse(await render()).summary).toEqual(sampleResult().summary);
  });

  it('keeps columns that an object would lose or move', async () => {
    const result = sampleResult();
    const columns = ['b', '10', '__proto__', 'constructor', 'a\u0301', 'á', '"\n\ud800'];
    const files = { ...result.summary.files, source: { ...result.summary.files.source, columns } };
    const missing = { ...result.breaks[1], source: ['1', '2', '3', '4', '5', '6', '7'] } as (typeof result.breaks)[0];
    const text = await render({ ...result, summary: { ...result.summary, files }, breaks: [missing] });
    const from = text.indexOf('"missing_in_target": [');
    const row = text.slice(from, text.indexOf('}', from));
    expect([...row.matchAll(/^ {12}(".*"): "(\d)",?$/gmu)].map(([, name, cell]) => [name, cell])).toEqual(
      columns.map((name, index) => [JSON.stringify(name), String(index + 1)]),
    );
  });

  it('leaves the task id out where there is none', async () => {
    const text = await textOf(renderJson({ reader: readerOf(agreeingResult()) }));
    expect(Object.keys(JSON.parse(text))[0]).toBe('summary');
    expect(text.startsWith('{\n    "summary": {\n        "engine_version"')).toBe(true);
  });
});
