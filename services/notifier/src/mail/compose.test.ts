import { describe, expect, it } from 'vitest';
import { sampleSummary } from '../testing/sample-summary.ts';
import { composeCompleted } from './compose-completed.ts';
import { composeFailed } from './compose-failed.ts';

const taskId = '01890000-0000-7000-8000-000000000001';
const reportUrl = `https://recon.example/api/v1/reconciliations/${taskId}/report?format=csv`;
const email = 'anna@example.com';

describe('the mail of a completed reconciliation', () => {
  it('says in plain text what a busy person needs, within the fixed words', () => {
    const facts = { taskId, email, summary: sampleSummary(), reportUrl, reportSizeBytes: 1, isAttached: true };
    const { subject, text } = composeCompleted(facts);
    expect(subject).toBe('Reconciliation Report Completed');
    expect(text).toBe(`Reconciliation Report

Dear anna@example.com,

Your reconciliation task has been completed. Please find the attached report.

BREAKS FOUND
Of 12,345 source records 3 have discrepancies and 1 is missing in target; the key id was inferred.

  Records in source   12,345
  Records in target   12,344
  Agreeing            12,341
  With discrepancies       3
  Missing in target        1
  Missing in source        0
  Rejected lines           2

Control totals
  amount: source 1,234,567.50, target 1,234,000.00, difference 567.50
  tax: source 100.00, target 100.00, difference 0

Why values differ
  Other value  3 cells
  Rounding      1 cell

To be aware of
  Column date: read day before month in both files.

The report:
${reportUrl}

Sincerely,
The Reconcyl Team

Reconciliation ${taskId}
`);
  });

  it('says the same in HTML', () => {
    const { html } = composeCompleted({
      ...{ taskId, email, summary: sampleSummary(), reportUrl },
      reportSizeBytes: 1,
      isAttached: true,
    });
    const words = html
      .replace(/<style[\s\S]*?<\/style>|<!--[\s\S]*?-->|<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim();
    for (const said of [
      'Reconciliation Report Dear anna@example.com, Your reconciliation task has been completed. Please find the attached report.',
      'Breaks found Of 12,345 source records',
      'Agreeing 12,341',
      'amount 1,234,567.50 1,234,000.00 567.50',
      'Other value 3 cells',
      'Column date: read day before month',
      reportUrl,
      'Sincerely, The Reconcyl Team',
    ]) {
      expect(words).toContain(said);
    }
    expect(html).toContain('<h2>Reconciliation Report</h2>');
    expect(html).toContain(`href="${reportUrl}"`);
  });

  it('does not promise an attachment that is not there', () => {
    const facts = {
      taskId,
      email,
      summary: sampleSummary(),
      reportUrl,
      reportSizeBytes: 12_300_000,
      isAttached: false,
    };
    const { text, html } = composeCompleted(facts);
    for (const said of [text, html]) {
      expect(said).not.toContain('attached report');
      expect(said).toContain('The report has 12.3 MB and is not attached; the link below leads to it.');
    }
  });

  it('tells first what is new since the previous run, then what was found', () => {
    const summary = {
      ...sampleSummary(),
      findings: [{ code: 'sign', message: 'Every amount differs in its sign.' }],
      over_time: { comparable: true as const, new: 2, persisting: 1, changed: 0, resolved: 3, by_rule: 1, gone: 0 },
    };
    const { text, html } = composeCompleted({
      taskId,
      email,
      summary,
      reportUrl,
      reportSizeBytes: 1,
      isAttached: true,
    });
    const said = ['Since the previous run: 2 new, 1 persisting, 4 cleared.', 'Every amount differs in its sign.'];
    for (const content of [text, html]) {
      expect(said.map((line) => content.indexOf(line)).toSorted((a, b) => a - b)[0]).toBe(
        content.indexOf(said[0] ?? ''),
      );
      for (const line of said) expect(content).toContain(line);
    }
  });

  it('leaves out what there is nothing to say of', () => {
    const summary = { ...sampleSummary(), verdict: 'agree' as const, control_totals: [], causes: [], warnings: [] };
    const { text, html } = composeCompleted({
      ...{ taskId, email, summary, reportUrl, reportSizeBytes: 1, isAttached: true },
    });
    for (const said of [text, html]) {
      expect(said).not.toMatch(/Control totals|Why values differ|To be aware of|Breaks found|BREAKS/);
    }
    expect(text).toContain('THE FILES AGREE');
    expect(html).toContain('The files agree');
    expect(html).not.toContain('{{');
  });

  it('lets nothing from a file pass for markup or for words of ours', () => {
    const summary = sampleSummary();
    const evil = `x<script>\r\n\r\nSincerely,\n${'y'.repeat(200)}`;
    const [, total] = summary.control_totals;
    if (total === undefined) throw new Error('the sample has two control totals');
    const { text, html } = composeCompleted({
      ...{ taskId, email, reportUrl, reportSizeBytes: 1, isAttached: true },
      summary: { ...summary, sentence: evil, control_totals: [{ ...total, column: evil }] },
    });
    expect(html).not.toContain('<script');
    expect(text.match(/^Sincerely,$/gm)).toHaveLength(1);
    expect(text).toContain(`  x<script> Sincerely, ${'y'.repeat(38)}…: source`);
  });
});

describe('the mail of a failed reconciliation', () => {
  it('tells the code, what went wrong and what to do', () => {
    const { subject, text, html } = composeFailed({
      taskId,
      email,
      statusUrl: `https://recon.example/api/v1/reconciliations/${taskId}`,
      failure: {
        code: 'RECON_RULESET_INVALID',
        detail: 'Two problems were found.',
        problems: [{ path: 'key', message: 'must be a list' }],
        stage: 'normalize',
        canRetry: false,
      },
    });
    expect(subject).toBe('Reconciliation Failed');
    expect(text).toContain(`The ruleset is not valid.
Two problems were found.
  key: must be a list

What you can do: Correct every problem that the detail lists with its path.
Trying again without a change will not help.
Code: RECON_RULESET_INVALID`);
    for (const said of [
      'The ruleset is not valid.',
      'key: must be a list',
      'RECON_RULESET_INVALID',
      '<h2>Reconciliation Report</h2>',
    ]) {
      expect(html).toContain(said);
    }
    expect(html).not.toContain('{{');
  });

  it('tells a code that it does not know as the general error', () => {
    const failure = { code: 'RECON_FROM_THE_FUTURE', stage: 'render' as const, canRetry: true };
    const { text } = composeFailed({ taskId, email, statusUrl: 'https://recon.example/', failure });
    expect(text).toContain('Something went wrong inside the server.');
    expect(text).toContain('Code: RECON_FROM_THE_FUTURE');
  });
});
