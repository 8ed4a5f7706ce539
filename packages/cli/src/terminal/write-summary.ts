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
    findings(summary, style),
    controlTotals(summary, style, columnsOf(io.stderr)),
    causes(summary, style),
    whatIf(summary, style),
    key(summary, style),
    notes(summary, style),
  ];
  const lines = sections.filter((section) => section.length > 0).flatMap((section) => ['', ...section]);
  io.stderr.write(fitted(lines, io.stderr));
}

function verdict(summary: Summary, style: Style): string[] {
  const mark = summary.verdict === 'agree' ? style('green', '✔') : style('red', '✘');
  return [`${mark} ${style('bold', printable(summary.sentence))}`, ...overTime(summary)];
}

function overTime({ over_time: since }: Summary): string[] {
  if (since === undefined) return [];
  if (!since.comparable) return [`  Not compared with the previous run: ${printable(since.reason)}`];
  const changed = since.changed > 0 ? ` (${grouped(since.changed)} changed)` : '';
  const how = [
    ...(since.by_rule > 0 ? [`${grouped(since.by_rule)} by the ruleset`] : []),
    ...(since.gone > 0 ? [`${grouped(since.gone)} gone from both files`] : []),
  ];
  const cleared = `${grouped(since.resolved + since.by_rule + since.gone)} cleared`;
  const parts = [`${grouped(since.new)} new`, `${grouped(since.persisting)} persisting${changed}`, cleared];
  return [`  Since the previous run: ${parts.join(', ')}${how.length > 0 ? ` (${how.join(', ')})` : ''}`];
}

function findings({ findings: found }: Summary, style: Style): string[] {
  if (found.length === 0) return [];
  return [title('Findings', style), ...found.map(({ message }) => `  ${style('yellow', '!')} ${printable(message)}`)];
}

/** Relaxations that are shown: the ones of the key, then the order in which they would clear most, each after those before it. */
const mostRelaxations = 3;

/** What one more relaxed rule would clear; nothing of it was applied. */
function whatIf({ what_if: { key: ofKey, together } }: Summary, style: Style): string[] {
  const rows = [
    ...ofKey
      .slice(0, mostRelaxations)
      .map(({ setting, rows }) => [printable(setting), `would match ${counted(rows, 'missing record')}`]),
    ...together
      .slice(0, mostRelaxations)
      .map(({ setting, cells, rows, amounts }) => [
        printable(setting),
        [`would clear ${counted(rows, 'record')}`, counted(cells, 'cell'), ...amounts.map(amountText)].join(', '),
      ]),
  ];
  return rows.length === 0 ? [] : [title('What if', style), ...indent(alignColumns(rows))];
}

function amountText({ currency, amount }: { readonly currency?: string | undefined; readonly amount: string }): string {
  return currency === undefined ? grouped(amount) : `${grouped(amount)} ${printable(currency)}`;
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
  if (c.source_in_groups + c.target_in_groups > 0) {
    rows.splice(4, 0, ['matched in groups', grouped(c.source_in_groups), grouped(c.target_in_groups), '']);
  }
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
  const hasGroups = summary.control_totals.some(({ group_differences: groups }) => Number(groups) !== 0);
  const rows = summary.control_totals.map((total) => [
    printable(total.currency === undefined ? total.column : `${total.column} ${total.currency}`),
    grouped(total.source_sum),
    grouped(total.target_sum),
    grouped(total.difference),
    grouped(total.listed_differences),
    grouped(total.forgiven_differences),
    ...(hasGroups ? [grouped(total.group_differences)] : []),
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
    ...(hasGroups ? ['+ in groups'] : []),
    '+ missing in target',
    '- missing in source',
  ];
  const lines = alignColumns(
    [names.map((name) => (name === '' ? '' : style('dim', name))), ...rows],
    names.map((_, index) => index).slice(1),
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

function key({ key: { columns, inferred, whole_row: wholeRow, candidates } }: Summary, style: Style): string[] {
  if (wholeRow) return [`${title('Key', style)}  none: records were matched whole`];
  const name = columns.map(printable).join(' + ');
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
  const lines = summary.warnings
    // The sentence at the top has said the most important ones.
    .filter(({ message }) => !summary.sentence.includes(message))
    .map(({ message }) => `${style('yellow', '!')} ${printable(message)}`);
  const { ignored, likely_renames: renames } = summary.not_compared;
  if (renames.length > 0) {
    const pairs = renames.slice(0, 8).map(({ source, target }) => `${printable(source)} = ${printable(target)}`);
    lines.push(`${style('yellow', '!')} Likely the same column under two names: ${pairs.join(', ')}`);
  }
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
