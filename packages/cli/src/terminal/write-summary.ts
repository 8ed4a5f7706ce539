import { causeDescriptions, type Summary } from '@reconcyl/contracts';
import type { Io } from '../io.ts';
import { alignColumns } from './columns.ts';
import { columnsOf, fits, fitted } from './fit.ts';
import { counted, grouped, printable, type Style, styleFor } from './style.ts';

/** What a person wants to know of a run, on stderr: the verdict, the counts, their proof, the causes and the key. */
export function writeSummary(io: Io, summary: Summary): void {
  const style = styleFor(io, io.stderr);
  const sections = [
    verdict(summary, style),
    counts(summary, style),
    controlTotals(summary, style, columnsOf(io.stderr)),
    causes(summary, style),
    key(summary, style),
    notes(summary, style),
  ];
  const lines = sections.filter((section) => section.length > 0).flatMap((section) => ['', ...section]);
  io.stderr.write(fitted(lines, io.stderr));
}

function verdict(summary: Summary, style: Style): string[] {
  const mark = summary.verdict === 'agree' ? style('green', '✔') : style('red', '✘');
  return [`${mark} ${style('bold', printable(summary.sentence))}`];
}

function counts({ counts: c }: Summary, style: Style): string[] {
  const rows = [
    ['', style('dim', 'source'), style('dim', 'target'), ''],
    ['rows', grouped(c.source_rows), grouped(c.target_rows), ''],
    ['agreeing', grouped(c.agreeing), grouped(c.agreeing), ''],
    ['with discrepancies', marked(c.discrepancies), marked(c.discrepancies), cellsOf(c.differing_cells)],
    ['missing on the other side', marked(c.missing_in_target), marked(c.missing_in_source), ''],
    ['rejected lines', marked(c.rejected_in_source), marked(c.rejected_in_target), ''],
  ];
  if (c.duplicate_keys > 0) rows.push(['keys with duplicates', grouped(c.duplicate_keys), '', '']);
  return indent(alignColumns(rows, [1, 2]));

  function marked(count: number): string {
    return count === 0 ? '0' : style('yellow', grouped(count));
  }
  function cellsOf(cells: number): string {
    return cells === 0 ? '' : style('dim', counted(cells, 'cell'));
  }
}

function controlTotals(summary: Summary, style: Style, columns: number): string[] {
  if (summary.control_totals.length === 0) return [];
  const rows = summary.control_totals.map((total) => [
    printable(total.column),
    grouped(total.source_sum),
    grouped(total.target_sum),
    grouped(total.difference),
    grouped(total.listed_differences),
    grouped(total.forgiven_differences),
    grouped(total.missing_in_target),
    grouped(total.missing_in_source),
  ]);
  const names = [
    '',
    'source',
    'target',
    'difference',
    '= listed',
    '+ forgiven',
    '+ missing in target',
    '- missing in source',
  ];
  const lines = alignColumns(
    [names.map((name) => (name === '' ? '' : style('dim', name))), ...rows],
    [1, 2, 3, 4, 5, 6, 7],
  );
  if (indent(lines).every((line) => fits(line, columns))) return [title('Control totals', style), ...indent(lines)];
  // Too wide as a table: one amount a line, below the name of its column.
  const stacked = rows.flatMap(([column = '', ...amounts]) => [
    column,
    ...indent(
      alignColumns(
        amounts.map((amount, index) => [style('dim', names[index + 1] ?? ''), amount]),
        [1],
      ),
    ),
  ]);
  return [title('Control totals', style), ...indent(stacked)];
}

function causes(summary: Summary, style: Style): string[] {
  const found = summary.causes.filter(({ cells }) => cells > 0).toSorted((a, b) => b.cells - a.cells);
  if (found.length === 0) return [];
  const rows = found.map(({ cause, cells }) => {
    const { label, explanation } = causeDescriptions[cause];
    return [label, counted(cells, 'cell'), style('dim', explanation)];
  });
  return [title('Causes', style), ...indent(alignColumns(rows, [1]))];
}

function key({ key: { columns, inferred, candidates } }: Summary, style: Style): string[] {
  const name = columns.length === 0 ? 'none: records were matched whole' : columns.map(printable).join(' + ');
  if (!inferred) return [`${title('Key', style)}  ${name} ${style('dim', '(given)')}`];
  const [chosen, ...others] = candidates ?? [];
  const lines = [`${title('Key', style)}  ${name} ${style('dim', '(inferred)')}`];
  if (chosen !== undefined) {
    const own = `${percent(chosen.distinct_in_source)} of the source and ${percent(chosen.distinct_in_target)} of the target rows`;
    lines.push(
      `  distinct in ${own}, overlap ${percent(chosen.overlap)}, ${counted(chosen.agreeing_cells, 'agreeing cell')}`,
    );
  }
  for (const other of others.slice(0, 2)) {
    const columnsOf = other.columns.map(printable).join(' + ');
    lines.push(style('dim', `  instead of ${columnsOf}: ${counted(other.agreeing_cells, 'agreeing cell')}`));
  }
  return lines;
}

function notes(summary: Summary, style: Style): string[] {
  const lines = [...summary.findings, ...summary.warnings]
    // The sentence at the top has said the most important ones.
    .filter(({ message }) => !summary.sentence.includes(message))
    .map(({ message }) => `${style('yellow', '!')} ${printable(message)}`);
  const { ignored } = summary.not_compared;
  if (ignored.length > 0) lines.push(style('dim', `Ignored as asked: ${listed(ignored)}`));
  return lines;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 8).map(printable).join(', ');
  return names.length > 8 ? `${shown} and ${names.length - 8} more` : shown;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share === 1 ? 0 : 1)} %`;
}

function title(text: string, style: Style): string {
  return style('bold', text);
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
