import type { FileSummary, Summary } from '@reconcyl/contracts';
import { html, type Markup } from './markup.ts';
import { counted, fileSize, grouped } from './numbers.ts';
import { table } from './table.ts';
import { visibleText } from './visible-text.ts';

/** What the two files were, so that anyone can check that these and no others were compared. */
export function fileTable({ files, ruleset, engine_version: engineVersion }: Summary): Markup {
  const rows: [string, (file: FileSummary) => Markup | string][] = [
    ['Name', (file) => visibleText(file.name)],
    [
      'Size',
      (file) =>
        file.size_bytes < 1000
          ? fileSize(file.size_bytes)
          : `${fileSize(file.size_bytes)} (${grouped(file.size_bytes)} bytes)`,
    ],
    ['SHA-256', (file) => html`<code class="hash">${file.sha256}</code>`],
    ['Encoding', (file) => html`${file.encoding.label} <small>${visibleText(file.encoding.why)}</small>`],
    ['Dialect', (file) => dialect(file)],
    ['Columns', (file) => grouped(file.columns.length)],
    ['Lines', (file) => lineSum(file)],
  ];
  return html`<section aria-labelledby="files">
<h3 id="files">Files</h3>
${table(
  {
    caption: 'The two files as they were read',
    columns: [{ label: 'Property' }, { label: 'Source' }, { label: 'Target' }],
  },
  rows.map(([label, cell]) => [label, cell(files.source), cell(files.target)]),
)}
<p>${
    ruleset === undefined
      ? 'No ruleset was given: everything was inferred from the files.'
      : html`Ruleset ${ruleset.name === undefined ? undefined : html`<b>${visibleText(ruleset.name)}</b>, `}${ruleset.stored === undefined ? undefined : html`stored as <b>${ruleset.stored.name}</b> version ${ruleset.stored.version}, `}format version ${ruleset.version}, SHA-256 <code class="hash">${ruleset.sha256}</code>.`
  } Engine ${engineVersion}.</p>
</section>
`;
}

function dialect({ dialect: { delimiter, quote, has_header, preamble_lines } }: FileSummary): Markup {
  const delimiters: Readonly<Record<string, string>> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' };
  return html`${delimiters[delimiter] ?? html`<code>${visibleText(delimiter)}</code>`}, ${
    quote === '' ? 'no quotes' : html`quote <code>${visibleText(quote)}</code>`
  }, ${has_header ? 'with a header' : 'without a header'}${
    preamble_lines === 0 ? undefined : `, ${counted(preamble_lines, 'line')} above the table`
  }`;
}

/** The lines of a file as a sum; parts that are zero are left out. */
function lineSum({ lines }: FileSummary): string {
  const parts: [number, string][] = [
    [lines.preamble, 'preamble'],
    [lines.header, 'header'],
    [lines.rows, 'records'],
    [lines.continuation, 'continuation'],
    [lines.set_aside, 'set aside'],
    [lines.empty, 'empty'],
    [lines.rejected, 'rejected'],
  ];
  const sum = parts.filter(([count]) => count > 0).map(([count, name]) => `${grouped(count)} ${name}`);
  return `${grouped(lines.total)}${sum.length === 0 ? '' : ` = ${sum.join(' + ')}`}`;
}
