import type { Break, Summary } from '@reconcyl/contracts';
import type { Listing } from '@reconcyl/engine/result';
import { textOf } from '../chunks.ts';
import type { ReportInput } from '../render-report.ts';
import { csvRecord } from './cell.ts';

/**
 * The CSV report. Titles, empty texts and the order of the three sections are what clients of the former service read; so are
 * rows that begin with exactly the file's columns. What was added (line, reason) therefore stands behind them, and the sections
 * for duplicates, rejects and what else there is stand at the end and only when there are any: a file with rejects must not look like a clean one.
 */
export async function* renderCsv({ reader }: ReportInput): AsyncGenerator<string> {
  const summary = await reader.summary();
  const { source, target } = summary.files;

  const beside = besideColumns(summary);
  yield* section('Missing in Target', 'No missing records in target', {
    header: withNewNames(source.columns, ['source_line', 'reason', ...beside.missing]),
    items: reader.eachBreak({ kind: 'missing_in_target' }),
    records: (item) => [
      [
        ...padded(item.source, source.columns),
        lineText(item.source_line),
        item.reason ?? '',
        ...beside.ofMissing(item),
      ],
    ],
  });
  yield '\r\n';
  yield* section('Missing in Source', 'No missing records in source', {
    header: withNewNames(target.columns, ['target_line', 'reason', ...beside.missing]),
    items: reader.eachBreak({ kind: 'missing_in_source' }),
    records: (item) => [
      [
        ...padded(item.target, target.columns),
        lineText(item.target_line),
        item.reason ?? '',
        ...beside.ofMissing(item),
      ],
    ],
  });
  yield '\r\n';
  yield* section('Discrepancies', 'No discrepancies found', {
    header: withNewNames(summary.key.columns, [...discrepancyColumns, ...beside.discrepancy]),
    items: reader.eachBreak({ kind: 'discrepancy' }),
    records: (item) => discrepancyRecords(item, summary).map((record) => [...record, ...beside.ofDiscrepancy(item)]),
  });
  yield* section('Duplicate Keys', undefined, {
    header: withNewNames(summary.key.columns, ['source_count', 'target_count', 'source_lines', 'target_lines']),
    items: reader.eachDuplicate(),
    records: ({ key, source_count: inSource, target_count: inTarget, source_lines, target_lines }) => [
      [
        ...padded(key, summary.key.columns),
        ...[String(inSource), String(inTarget), source_lines.join(' '), target_lines.join(' ')],
      ],
    ],
  });
  yield* section('Rejected Lines', undefined, {
    header: ['side', 'line', 'lines', 'reason', 'text'],
    items: reader.eachReject(),
    records: (item) => [[item.side, String(item.line), String(item.lines), item.reason, item.text]],
  });
  yield* section('Set Aside', undefined, {
    header: ['side', 'line', 'lines', 'reason', 'cells'],
    items: reader.eachSetAside(),
    records: ({ side, line, lines, reason, cells }) => [[side, String(line), String(lines), reason, ...cells]],
  });
  yield* section('Groups', undefined, {
    header: withNewNames(summary.key.columns, ['by', 'source_lines', 'target_lines', 'column', 'sum', 'ambiguous']),
    items: reader.eachGroup(),
    records: ({ key, by, source_lines: ofSource, target_lines: ofTarget, column, sum, ambiguous }) => [
      [...padded(key, summary.key.columns), by, ofSource.join(' '), ofTarget.join(' '), column, sum, String(ambiguous)],
    ],
  });
  yield* section('Resolved', undefined, {
    header: withNewNames(summary.key.columns, ['column', 'kind', 'age', 'how']),
    items: reader.eachResolved(),
    records: ({ key, column, kind, age, how }) => [
      [...padded(key, summary.key.columns), column ?? '', kind, String(age), how],
    ],
  });
}

/** What is told beside each break, behind all else: of every one the likeliest counterpart, and over time what became of it. */
function besideColumns({ over_time: overTime }: Summary) {
  const isOverTime = overTime?.comparable === true;
  const time = isOverTime ? ['status', 'age'] : [];
  const ofTime = ({ history }: Break) =>
    isOverTime ? [history?.status ?? '', history ? String(history.age) : ''] : [];
  return {
    missing: ['near_miss_line', ...time],
    discrepancy: time,
    ofMissing: (item: Break) => [item.near_miss === undefined ? '' : String(item.near_miss.line), ...ofTime(item)],
    ofDiscrepancy: ofTime,
  };
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
  readonly items: Listing<Item>;
  readonly records: (item: Item) => readonly (readonly string[])[];
}

/** Title, header and records, or the empty text; a section without one is not there when it is empty. */
async function* section<Item>(
  title: string,
  emptyText: string | undefined,
  content: Section<Item>,
): AsyncGenerator<string> {
  if (emptyText !== undefined) yield `${title}\r\n`;
  let isEmpty = true;
  for await (const piece of content.items.pieces()) {
    if (piece.length === 0) continue;
    if (isEmpty && emptyText === undefined) yield `\r\n${title}\r\n`;
    if (isEmpty) yield csvRecord(content.header);
    isEmpty = false;
    yield* textOf(piece, (item) => content.records(item).map(csvRecord).join(''));
  }
  if (isEmpty && emptyText !== undefined) yield `${emptyText}\r\n`;
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
