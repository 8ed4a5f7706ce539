import { randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import {
  acceptedBodySchema,
  type Counts,
  type ErrorCode,
  errorCatalogue,
  type ReconciliationBody,
  ReconcylError,
  type Summary,
  sides,
  summarySchema,
  type Verdict,
} from '@reconcyl/contracts';
import { withCancellation } from '../cancellation.ts';
import { exitCodeOf, type FailOn, type ReportChoice } from '../choices.ts';
import { assertReadable } from '../files/input-file.ts';
import { readRulesetText } from '../files/read-ruleset.ts';
import { createReportFolder, writeReportTo } from '../files/report-output.ts';
import type { Io } from '../io.ts';
import { connect, errorOf, type Server } from '../submit/server.ts';
import { watchUntilEnd } from '../submit/watch.ts';
import { createProgress, type ProgressDisplay } from '../terminal/progress.ts';
import { counted, styleFor } from '../terminal/style.ts';
import { writeCancelled } from '../terminal/write-cancelled.ts';
import { writeSummary } from '../terminal/write-summary.ts';

export interface SubmitOptions {
  readonly url: string;
  readonly source: string;
  readonly target: string;
  readonly key?: readonly string[] | undefined;
  readonly ruleset?: string | undefined;
  readonly email?: string | undefined;
  readonly name?: string | undefined;
  readonly report: readonly ReportChoice[];
  readonly out?: string | undefined;
  readonly token?: string | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly failOn: FailOn;
  readonly quiet?: boolean | undefined;
}

/** `reconcyl submit`: upload, watch, fetch; the exit code is that of `run`. */
export async function submit(io: Io, given: SubmitOptions): Promise<number> {
  const options =
    given.out !== undefined && given.report.length === 0 ? { ...given, report: ['json' as const] } : given;
  if (options.out === undefined && options.report.length > 1) {
    throw new ReconcylError('RECON_USAGE', 'More than one --report needs --out DIR.');
  }
  const reports = options.out === undefined ? undefined : await createReportFolder(options.out);
  const progress = createProgress(io, options.quiet === true);
  let taskId: string | undefined;
  const cleanUpNow = (): void => {
    progress.end();
    reports?.removeUnfinished();
  };
  return withCancellation(io, cleanUpNow, async ({ signal, exitCode }) => {
    try {
      const server = connect(options.url, options.token ?? io.env.RECONCYL_TOKEN, signal);
      progress.show('uploading', 0);
      taskId = await upload(server, options);
      if (!options.quiet && io.stderr.isTTY !== true) io.stderr.write(`task ${taskId}\n`);
      const body = await watchUntilEnd(server, taskId, (change) => showChange(progress, change), signal);
      if (body.verdict === undefined || body.counts === undefined) throw failureOf(body);

      const fetchReport = reportSource(server, taskId);
      const paths = (await reports?.write(options.report, fetchReport, signal)) ?? [];
      progress.end();
      const [first] = options.report;
      if (reports === undefined && first !== undefined) await writeReportTo(io.stdout, fetchReport(first));
      if (!options.quiet) {
        const summary = await fetchSummary(server, taskId);
        if (summary === undefined) tellCounts(io, body.verdict, body.counts);
        else writeSummary(io, summary);
        tellWhere(io, taskId, paths);
      }
      return exitCodeOf({ verdict: body.verdict, counts: body.counts }, options.failOn);
    } catch (error) {
      const code = exitCode();
      if (code === undefined) throw error;
      progress.end();
      writeCancelled(
        io,
        taskId === undefined ? 'Cancelled.' : `Cancelled here; the server goes on with task ${taskId}.`,
      );
      return code;
    } finally {
      cleanUpNow();
    }
  });
}

async function upload(server: Server, options: SubmitOptions): Promise<string> {
  for (const side of sides) await assertReadable(side, options[side]);
  if (options.key?.length === 1 && options.key[0]?.includes(',')) {
    throw new ReconcylError('RECON_USAGE', 'A single key column whose name has a comma must be given in a ruleset.');
  }
  const ruleset = options.ruleset === undefined ? undefined : await readRulesetText(options.ruleset);
  // Always with a key: an answer that is lost on the way can be asked for again without a second run.
  const idempotencyKey = options.idempotencyKey ?? randomUUID();
  const answer = await server.requestPatiently('/api/v1/reconciliations', async () => {
    const form = new FormData();
    const fields = { ruleset, email: options.email, name: options.name };
    for (const [name, value] of Object.entries(fields)) if (value !== undefined) form.set(name, value);
    for (const column of options.key ?? []) form.append('key', column);
    for (const side of sides) form.set(side, await openAsBlob(options[side]), basename(options[side]));
    return { method: 'POST', body: form, headers: { 'idempotency-key': idempotencyKey } };
  });
  if (answer.status !== 202) throw await errorOf(answer);
  return acceptedBodySchema.parse(await answer.json()).task_id;
}

function reportSource(server: Server, taskId: string) {
  return async function* (report: ReportChoice): AsyncIterable<Uint8Array> {
    const answer = await server.requestPatiently(`/api/v1/reconciliations/${taskId}/report?format=${report}`);
    if (!answer.ok || answer.body === null) throw await errorOf(answer);
    yield* answer.body;
  };
}

/** Where each stage begins on the bar, and how long it is; a little less than to the next, so that late news changes nothing. */
const parts = {
  normalize: { step: 'reading', from: 0.1, length: 0.29 },
  reconcile: { step: 'comparing', from: 0.4, length: 0.44 },
  render: { step: 'writing reports', from: 0.85, length: 0.09 },
  notify: { step: 'sending mail', from: 0.95, length: 0.05 },
} as const;
const stageOf = { normalizing: 'normalize', reconciling: 'reconcile', rendering: 'render' } as const;

function showChange(progress: ProgressDisplay, { status, progress: now }: ReconciliationBody): void {
  if (now !== undefined) {
    const { step, from, length } = parts[now.stage];
    progress.show(step, from + now.fraction * length, now.rows_read);
  } else if (status === 'normalizing' || status === 'reconciling' || status === 'rendering') {
    const { step, from } = parts[stageOf[status]];
    progress.show(step, from);
  }
}

/** A JSON report above this size is not fetched a second time only for its summary. */
const summaryFromBytes = 5_000_000;

/** The summary, which stands in the JSON report; undefined when that is large, or does not come. */
async function fetchSummary(server: Server, taskId: string): Promise<Summary | undefined> {
  const answer = await server.request(`/api/v1/reconciliations/${taskId}/report?format=json`);
  const length = Number(answer.headers.get('content-length') ?? Number.POSITIVE_INFINITY);
  if (!answer.ok || !(length <= summaryFromBytes)) {
    await answer.body?.cancel();
    return undefined;
  }
  const report: unknown = await answer.json();
  const summary = typeof report === 'object' && report !== null && 'summary' in report ? report.summary : undefined;
  return summarySchema.safeParse(summary).data;
}

function failureOf(body: ReconciliationBody): ReconcylError {
  const { error } = body;
  if (error === undefined) return new ReconcylError('RECON_CANCELLED', `It ended as ${body.status}.`);
  const code = Object.hasOwn(errorCatalogue, error.code) ? (error.code as ErrorCode) : 'RECON_INTERNAL';
  return new ReconcylError(code, error.detail, { problems: error.problems ?? [] });
}

function tellCounts(io: Io, verdict: Verdict, c: Counts): void {
  const style = styleFor(io, io.stderr);
  const mark = verdict === 'agree' ? style('green', '✔ The files agree:') : style('red', '✘ The files do not agree:');
  const parts = [
    `${counted(c.agreeing, 'record')} agree`,
    `${counted(c.discrepancies, 'record')} with discrepancies`,
    `${counted(c.missing_in_target, 'record')} missing in the target`,
    `${counted(c.missing_in_source, 'record')} missing in the source`,
    `${counted(c.rejected_in_source + c.rejected_in_target, 'rejected line')}`,
  ];
  io.stderr.write(`\n${mark} ${parts.join(', ')}.\n`);
}

function tellWhere(io: Io, taskId: string, paths: readonly string[]): void {
  const style = styleFor(io, io.stderr);
  io.stderr.write(`\n${style('bold', 'Task')}  ${taskId}\n`);
  if (paths.length > 0) io.stderr.write(`${style('bold', 'Reports')}\n${paths.map((path) => `  ${path}\n`).join('')}`);
}
