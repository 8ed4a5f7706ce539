import { causeDescriptions, type Finding, type Summary } from '@reconcyl/contracts';
import { columnNames, columnTable } from './columns.ts';
import { fileTable } from './files.ts';
import { html, type Markup } from './markup.ts';
import { grouped, percent } from './numbers.ts';
import { table } from './table.ts';
import { visibleText } from './visible-text.ts';
import { whatIfSection } from './what-if.ts';

/** What a reader should know before the rows: what is unusual, whether the sums hold, and what the answer rests on. */
export function details(summary: Summary): Markup {
  return html`${notes('Findings', 'findings', summary.findings)}${notes('Warnings', 'warnings', summary.warnings)}${controlTotals(
    summary,
  )}${causeTable(summary)}${whatIfSection(summary)}${keySection(summary)}${columnTable(summary)}${fileTable(summary)}`;
}

function notes(title: string, id: string, items: readonly Finding[]): Markup | undefined {
  if (items.length === 0) return undefined;
  return html`<section class="notes" aria-labelledby="${id}">
<h3 id="${id}">${title}</h3>
<ul>
${items.map(({ code, message }) => html`<li>${visibleText(message, { maxCharacters: 2000 })} <code>${code}</code></li>\n`)}</ul>
</section>
`;
}

function controlTotals({ control_totals: totals }: Summary): Markup | undefined {
  if (totals.length === 0) return undefined;
  const hasGroups = totals.some(({ group_differences: groups }) => Number(groups) !== 0);
  const amounts = [
    'Source sum',
    'Target sum',
    'Difference',
    'Listed',
    'Forgiven',
    ...(hasGroups ? ['Groups'] : []),
    'Missing in target',
    'Missing in source',
    'Gross',
  ];
  return html`<section aria-labelledby="control-totals">
<h3 id="control-totals">Control totals</h3>
<p>For every column of amounts: source sum − target sum = listed differences + forgiven differences${hasGroups ? ' + differences in groups' : ''} + missing in target − missing in source, exactly. The gross difference adds the listed differences without their signs.</p>
${table(
  {
    caption: 'Control totals by column',
    columns: [{ label: 'Column' }, ...amounts.map((label) => ({ label, isNumber: true }))],
  },
  totals.map((total) => [
    html`${visibleText(total.column)}${total.currency === undefined ? undefined : html` <small>${visibleText(total.currency)}</small>`}`,
    grouped(total.source_sum),
    grouped(total.target_sum),
    html`<b>${grouped(total.difference)}</b>`,
    grouped(total.listed_differences),
    grouped(total.forgiven_differences),
    ...(hasGroups ? [grouped(total.group_differences)] : []),
    grouped(total.missing_in_target),
    grouped(total.missing_in_source),
    grouped(total.gross_difference),
  ]),
)}</section>
`;
}

function causeTable({ causes, counts }: Summary): Markup | undefined {
  const found = causes.filter(({ cells }) => cells > 0).sort((a, b) => b.cells - a.cells);
  if (found.length === 0) return undefined;
  return html`<section aria-labelledby="causes">
<h3 id="causes">Why values differ</h3>
${table(
  {
    caption: 'Causes of the differing cells',
    columns: [
      { label: 'Cause' },
      { label: 'Cells', isNumber: true },
      { label: 'Share', isNumber: true },
      { label: 'Meaning' },
    ],
  },
  found.map(({ cause, cells }) => [
    causeDescriptions[cause].label,
    grouped(cells),
    percent(cells / Math.max(counts.differing_cells, cells)),
    causeDescriptions[cause].explanation,
  ]),
)}</section>
`;
}

function keySection({ key }: Summary): Markup {
  return html`<section aria-labelledby="key">
<h3 id="key">How records were matched</h3>
${
  key.whole_row
    ? html`<p>No column identifies the records, so rows were matched whole.</p>`
    : html`<p>By the key ${columnNames(key.columns)}, which was ${key.inferred ? 'inferred from the values of both files' : 'given'}.</p>`
}
${
  key.candidates === undefined || key.candidates.length === 0
    ? undefined
    : table(
        {
          caption: 'Candidates for the key, the chosen one first',
          columns: [
            { label: 'Columns' },
            { label: 'Unique in source', isNumber: true },
            { label: 'Unique in target', isNumber: true },
            { label: 'Overlap', isNumber: true },
            { label: 'Cells that agree', isNumber: true },
          ],
        },
        key.candidates.map((candidate) => [
          columnNames(candidate.columns),
          percent(candidate.distinct_in_source),
          percent(candidate.distinct_in_target),
          percent(candidate.overlap),
          grouped(candidate.agreeing_cells),
        ]),
      )
}</section>
`;
}
