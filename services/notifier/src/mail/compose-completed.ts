import type { Summary } from '@reconcyl/contracts';
import { causeFigures, countFigures, type Figure, noteLines, totalFigures } from './figures.ts';
import { fillTemplate } from './fill-template.ts';
import { letter } from './letter.ts';
import type { MailContent } from './mail.ts';
import { grouped, plainLine } from './plain-line.ts';
import { completedTemplate } from './templates/compiled.ts';

export interface CompletedFacts {
  readonly taskId: string;
  readonly email: string;
  readonly summary: Summary;
  /** Where the report can be fetched. */
  readonly reportUrl: string;
  readonly reportSizeBytes: number;
  readonly isAttached: boolean;
}

/** The mail of an attempt that ended with an answer. Subject, salutation and closing are those of the former service. */
export function composeCompleted(facts: CompletedFacts): MailContent {
  const { taskId, email, summary, reportUrl, reportSizeBytes, isAttached } = facts;
  const agrees = summary.verdict === 'agree';
  const verdict = agrees ? 'The files agree' : 'Breaks found';
  const sentence = plainLine(summary.sentence, 1000);
  const counts = countFigures(summary.counts);
  const totals = totalFigures(summary);
  const causes = causeFigures(summary);
  const notes = noteLines(summary);
  const reportSize = `${grouped((reportSizeBytes / 1_000_000).toFixed(1))} MB`;
  const moreTotals = `and ${grouped(totals.more)} more in the report`;

  const html = fillTemplate(completedTemplate, {
    ...{ taskId, email, verdict, sentence, reportUrl, reportSize, counts, causes, agrees },
    preview: `${verdict}. ${sentence}`,
    breaks: !agrees,
    attached: isAttached,
    notAttached: !isAttached,
    hasTotals: totals.shown.length > 0,
    totals: totals.shown,
    moreTotals: totals.more > 0,
    moreTotalsText: moreTotals,
    hasCauses: causes.length > 0,
    hasNotes: notes.length > 0,
    notes: notes.map((message) => ({ message })),
  });

  const lines = [
    `Your reconciliation task has been completed.${isAttached ? ' Please find the attached report.' : ''}`,
    ...(isAttached ? [] : [`The report has ${reportSize} and is not attached; the link below leads to it.`]),
    '',
    verdict.toUpperCase(),
    sentence,
    '',
    ...aligned(counts),
    ...titled(
      'Control totals',
      totals.shown.map(
        ({ column, source, target, difference }) =>
          `  ${column}: source ${source}, target ${target}, difference ${difference}`,
      ),
    ),
    ...(totals.more > 0 ? [`  ${moreTotals}`] : []),
    ...titled('Why values differ', aligned(causes)),
    ...titled(
      'To be aware of',
      notes.map((message) => `  ${message}`),
    ),
    '',
    'The report:',
    reportUrl,
  ];
  const text = letter({ email, taskId, lines });
  return { subject: 'Reconciliation Report Completed', text, html };
}

function titled(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines];
}

/** Labels to the left and figures to the right, so that they stand below each other in a plain font. */
function aligned(figures: readonly Figure[]): string[] {
  const labels = Math.max(0, ...figures.map(({ label }) => label.length));
  const values = Math.max(0, ...figures.map(({ value }) => value.length));
  return figures.map(({ label, value }) => `  ${label.padEnd(labels)}  ${value.padStart(values)}`);
}
