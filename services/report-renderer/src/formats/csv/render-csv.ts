import type { Break, Summary } from '@reconcyl/contracts';
import type { ReportInput } from '../render-report.ts';
import { csvRecord } from './cell.ts';

/**
 * The CSV report. Titles, empty texts and the order of the three sections are what clients of the former service read; so are
 * rows that begin with exactly the file's columns. What was added (line, reason) therefore stands behind them, and the sections
 * for duplicates and rejects stand at the end and only when there are any: a file with rejects must not look like a clean one.
 */
export async function* renderCsv({ reader }: ReportInput): AsyncGenerator<string> {
  const summary = await reader.summary();
  const { source, target } = summary.files;

  yield* section('Missing in Target', 'No missing records in target', {
    header: withNewNames(source.columns, ['source_line', 'reason']),
    items: reader.eachBreak({ kind: 'missing_in_target' }),
    records: (item) => [[...padded(item.source, source.columns), lineText(item.source_line), item.reason ?? '']],
  });
  yield '\r\n';
  yield* section('Missing in Source', 'No missing records in source', {
    header: withNewNames(target.columns, ['target_line', 'reason']),
    items: reader.eachBreak({ kind: 'missing_in_source' }),
    records: (item) => [[...padded(item.target, target.columns), lineText(item.target_line), item.reason ?? '']],
  });
  yield '\r\n';
  yield* section('Discrepancies', 'No discrepancies found', {
    header: withNewNames(summary.key.columns, discrepancyColumns),
    items: reader.eachBreak({ kind: 'discrepancy' }),
    records: (item) => discrepancyRecords(item, summary),
  });
  if (summary.counts.duplicate_keys > 0) {
    yield '\r\n';
    yield* section('Duplicate Keys', 'No duplicate keys found', {
      header: withNewNames(summary.key.columns, ['source_count', 'target_count', 'source_lines', 'target_lines']),
      items: reader.eachDuplicate(),
      records: (item) => [
        [
          ...padded(item.key, summary.key.columns),
          String(item.source_count),
          String(item.target_count),
          item.source_lines.join(' '),
          item.target_lines.join(' '),
        ],
      ],
    });
  }
  if (summary.counts.rejected_in_source + summary.counts.rejected_in_target > 0) {
    yield '\r\n';
    yield* section('Rejected Lines', 'No rejected lines', {
      header: ['side', 'line', 'lines', 'reason', 'text'],
      items: reader.eachReject(),
      records: (item) => [[item.side, String(item.line), String(item.lines), item.reason, item.text]],
    });
  }
}

const discrepancyColumns = ['source_line', 'target_line', 'column', 'source', 'target', 'cause', 'difference'];

/** One record a differing cell, so that a spreadsheet can filter by column and cause. */
function discrepancyRecords(item: Break, summary: Summary): string[][] {
  const head = [...padded(item.key, summary.key.columns), lineText(item.source_line), lineText(item.target_line)];
  if (item.differences.length === 0) return [[...head, '', '', '', '', '']];
  return item.differences.map(({ column, source, target, cause, delta }) => [
    ...head,
    column,
    source,
    target,
    cause,
    delta ?? '',
  ]);
}

interface Section<Item> {
  readonly header: readonly string[];
  readonly items: AsyncIterable<Item>;
  readonly records: (item: Item) => readonly (readonly string[])[];
}

async function* section<Item>(title: string, emptyText: string, content: Section<Item>): AsyncGenerator<string> {
  yield `${title}\r\n`;
  let isEmpty = true;
  for await (const item of content.items) {
    if (isEmpty) yield csvRecord(content.header);
    isEmpty = false;
    yield content.records(item).map(csvRecord).join('');
  }
  if (isEmpty) yield `${emptyText}\r\n`;
}

/** Adds our columns behind the file's; one whose name the file has already takes the next free number. */
function withNewNames(columns: readonly string[], added: readonly string[]): string[] {
  const names = new Set(columns);
  return [
    ...columns,
    ...added.map((name) => {
      let free = name;
      for (let n = 2; names.has(free); n += 1) free = `${name}_${n}`;
      names.add(free);
      return free;
    }),
  ];
}

function padded(row: readonly string[] | null, columns: readonly string[]): string[] {
  return columns.map((_, index) => row?.[index] ?? '');
}

function lineText(line: number | null): string {
  return line === null ? '' : String(line);
}
