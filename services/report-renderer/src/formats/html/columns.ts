import type { ColumnSummary, Summary } from '@reconcyl/contracts';
import { html, type Markup } from './markup.ts';
import { counted, grouped, percent } from './numbers.ts';
import { table } from './table.ts';
import { visibleText } from './visible-text.ts';

/** Most columns that are listed; more are in the other formats. */
const columnLimit = 1000;

/** Statistics of every compared column, and what was not compared. */
export function columnTable({ columns, not_compared: notCompared }: Summary): Markup {
  const left: [string, readonly string[]][] = [
    ['Only in source', notCompared.source_only],
    ['Only in target', notCompared.target_only],
    ['Ignored by the ruleset', notCompared.ignored],
  ];
  return html`<section aria-labelledby="columns">
<h3 id="columns">Columns</h3>
${table(
  {
    caption: 'Statistics by column',
    columns: [
      { label: 'Column' },
      { label: 'Read as' },
      ...[
        'Agree',
        'Differ',
        'Only written differently',
        'Forgiven',
        'Blank in source',
        'Blank in target',
        'Unreadable',
      ].map((label) => ({ label, isNumber: true })),
    ],
  },
  columns.slice(0, columnLimit).map(columnCells),
)}
${columns.length > columnLimit ? html`<p class="more">${counted(columns.length - columnLimit, 'more column')} in the JSON report.</p>` : undefined}
${left.map(([label, list]) =>
  list.length === 0 ? undefined : html`<p><b>${label}, not compared:</b> ${columnNames(list)}</p>\n`,
)}${notCompared.likely_renames.map(
  ({ source, target, why, share }) =>
    html`<p><code>${visibleText(source)}</code> may be <code>${visibleText(target)}</code> of the target, by ${
      why === 'name' ? 'its name' : `its values${share === undefined ? '' : ` (${percent(share)} agree)`}`
    }; map it in the ruleset to compare it.</p>\n`,
)}</section>
`;
}

function columnCells(column: ColumnSummary) {
  const { format } = column;
  const formats =
    format === undefined
      ? undefined
      : format.source === format.target
        ? format.source
        : `${format.source} / ${format.target}`;
  return [
    html`${visibleText(column.name)}${column.is_key ? html` <span class="badge">key</span>` : undefined}${
      column.target_name === column.name
        ? undefined
        : html`<br><small>target: ${visibleText(column.target_name)}</small>`
    }`,
    html`${column.kind}${column.inferred ? html` <small>inferred</small>` : undefined}${
      formats === undefined ? undefined : html`<br><small>${visibleText(formats)}</small>`
    }`,
    column.compared === 0 ? '–' : percent((column.compared - column.differing) / column.compared),
    grouped(column.differing),
    grouped(column.normalised),
    grouped(column.forgiven),
    grouped(column.nulls.source),
    grouped(column.nulls.target),
    grouped(column.unreadable.source + column.unreadable.target),
  ];
}

/** A list of column names; of very many only the first. */
export function columnNames(columns: readonly string[]): Markup {
  const shown = columns.slice(0, columnLimit);
  const rest = columns.length - shown.length;
  return html`${shown.map((name, index) => html`${index === 0 ? '' : ', '}<code>${visibleText(name)}</code>`)}${
    rest === 0 ? undefined : ` and ${grouped(rest)} more`
  }`;
}
