import type { Counts, Summary } from '@reconcyl/contracts';
import { overTimeLine } from './history.ts';
import { html, type Markup } from './markup.ts';
import { counted, grouped, percent } from './numbers.ts';
import { visibleText } from './visible-text.ts';

/** The answer at a glance: the verdict in a sentence, and where every record of both files went. */
export function overview(summary: Summary): Markup {
  const agrees = summary.verdict === 'agree';
  return html`<section class="verdict ${summary.verdict}" aria-labelledby="verdict">
<p class="word" id="verdict"><span class="sign" aria-hidden="true">${agrees ? '✓' : '≠'}</span> ${agrees ? 'The files agree' : 'Breaks found'}</p>
<p>${visibleText(summary.sentence, { maxCharacters: 2000 })}</p>
${overTimeLine(summary.over_time)}</section>
${tiles(summary.counts)}
<section class="balance" aria-labelledby="balance">
<h3 id="balance">Where every record went</h3>
${balanceLine('Source', summary.counts.source_rows, summary.counts, 'missing_in_target')}
${balanceLine('Target', summary.counts.target_rows, summary.counts, 'missing_in_source')}
</section>
`;
}

function tiles(counts: Counts): Markup {
  const rejected = counts.rejected_in_source + counts.rejected_in_target;
  const compared = counts.agreeing + counts.discrepancies;
  const items: [label: string, value: number, note: string | undefined][] = [
    ['Agreeing', counts.agreeing, compared === 0 ? undefined : `${percent(counts.agreeing / compared)} of matched`],
    ['Discrepancies', counts.discrepancies, counted(counts.differing_cells, 'differing cell')],
    ['Missing in target', counts.missing_in_target, `of ${grouped(counts.source_rows)} in source`],
    ['Missing in source', counts.missing_in_source, `of ${grouped(counts.target_rows)} in target`],
    ['Duplicate keys', counts.duplicate_keys, undefined],
    [
      'Rejected lines',
      rejected,
      rejected === 0
        ? undefined
        : `${grouped(counts.rejected_in_source)} source, ${grouped(counts.rejected_in_target)} target`,
    ],
  ];
  return html`<dl class="tiles">
${items.map(
  ([
    label,
    value,
    note,
  ]) => html`<div${value === 0 ? html` class="zero"` : undefined}><dt>${label}</dt><dd>${grouped(value)}</dd>${
    note === undefined ? undefined : html`<dd class="note">${note}</dd>`
  }</div>
`,
)}</dl>`;
}

/** One side as a sum and as a bar; the sum is shown as it was counted, so a reader can check it. */
function balanceLine(
  label: string,
  total: number,
  counts: Counts,
  missing: 'missing_in_target' | 'missing_in_source',
): Markup {
  const parts = [
    { name: 'agreeing', count: counts.agreeing, style: 'agreeing' },
    { name: 'with discrepancies', count: counts.discrepancies, style: 'differing' },
    ...(counts.source_in_groups + counts.target_in_groups > 0
      ? [
          {
            name: 'in groups',
            count: missing === 'missing_in_target' ? counts.source_in_groups : counts.target_in_groups,
            style: 'agreeing',
          },
        ]
      : []),
    {
      name: missing === 'missing_in_target' ? 'missing in target' : 'missing in source',
      count: counts[missing],
      style: 'missing',
    },
  ];
  let left = 0;
  const bars = parts.map(({ count, style }) => {
    const width = total === 0 ? 0 : (count / total) * 1000;
    const x = left;
    left += width;
    // A few among millions would be thinner than a line can be; they are still seen.
    return count === 0
      ? undefined
      : html`<rect class="${style}" x="${x.toFixed(2)}" y="0" width="${Math.max(width, 2).toFixed(2)}" height="10"/>`;
  });
  return html`<div class="side"><p><b>${label}</b> <span class="sum">${grouped(total)} ${total === 1 ? 'record' : 'records'} = ${parts.map(
    ({ name, count, style }, index) =>
      html`${index === 0 ? '' : ' + '}<span class="part ${style}">${grouped(count)} ${name}</span>`,
  )}</span></p>
<svg viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">${bars}</svg></div>`;
}
