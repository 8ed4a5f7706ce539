import type { Relaxation, Summary } from '@reconcyl/contracts';
import { columnNames } from './columns.ts';
import { html, type Markup } from './markup.ts';
import { grouped } from './numbers.ts';
import { table } from './table.ts';
import { visibleText } from './visible-text.ts';

/** Most relaxations that are shown; the JSON report has them all. */
const mostShown = 15;

/** What one more relaxed rule would clear: first those of the key, then one after the other in the order that clears most. */
export function whatIfSection({ what_if: whatIf, counts }: Summary): Markup | undefined {
  const { key, alone, together } = whatIf;
  if (key.length + alone.length === 0) return undefined;
  return html`<section aria-labelledby="what-if">
<h3 id="what-if">What if</h3>
<p>What one more relaxed rule would clear. Nothing of it was applied.</p>
${
  key.length === 0
    ? undefined
    : html`<h4>With another reading of the key</h4>${table(
        {
          caption: 'With another reading of the key',
          columns: [
            { label: 'Relaxation' },
            { label: 'Key' },
            { label: 'Setting' },
            { label: 'Missing records it would match', isNumber: true },
          ],
        },
        key
          .slice(0, mostShown)
          .map(({ relaxation, columns, setting, rows }) => [
            words(relaxation),
            columnNames(columns),
            code(setting),
            grouped(rows),
          ]),
      )}`
}${together.length === 0 ? undefined : relaxations('One after the other, so the records add up', together)}${
  alone.length === 0
    ? undefined
    : relaxations(`Each alone, of ${grouped(counts.discrepancies)} records with discrepancies`, alone)
}</section>
`;
}

function relaxations(caption: string, items: readonly Relaxation[]): Markup {
  return html`<h4>${caption}</h4>${table(
    {
      caption,
      columns: [
        { label: 'Relaxation' },
        { label: 'Column' },
        { label: 'Setting' },
        { label: 'Records cleared', isNumber: true },
        { label: 'Cells', isNumber: true },
        { label: 'Amount', isNumber: true },
      ],
    },
    items
      .slice(0, mostShown)
      .map(({ relaxation, column, setting, cells, rows, amounts }) => [
        words(relaxation),
        visibleText(column),
        code(setting),
        grouped(rows),
        grouped(cells),
        amounts.map(
          ({ currency = '', amount }, index) =>
            html`${index === 0 ? '' : ', '}${grouped(amount)} ${visibleText(currency)}`,
        ),
      ]),
  )}`;
}

function words(relaxation: string): string {
  return relaxation.replaceAll('_', ' ');
}

function code(setting: string): Markup {
  return html`<code>${visibleText(setting)}</code>`;
}
