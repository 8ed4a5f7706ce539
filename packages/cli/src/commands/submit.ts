import { randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import {
  acceptedBodySchema,
  type ErrorCode,
  errorCatalogue,
  type ReconciliationBody,
  ReconcylError,
  sides,
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
  readonly quiet: boolean;
}

/** `reconcyl submit`: upload, watch, fetch; the exit code is that of `run`. */
export async function submit(io: Io, given: SubmitOptions): Promise<number> {
  const options =
    given.out !== undefined && given.report.length === 0 ? { ...given, report: ['json' as const] } : given;
  if (options.out === undefined && options.report.length > 1) {
    throw new ReconcylError('RECON_USAGE', 'More than one --report needs --out DIR.');
  }
  const reports = options.out === undefined ? undefined : await createReportFolder(options.out);
  const progress = createProgress(io, options.quiet);
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
      if (!options.quiet) tell(io, body, paths);
      return exitCodeOf({ verdict: body.verdict, counts: body.counts }, options.failOn);
    } catch (error) {
      const code = exitCode();
      if (code === undefined) throw error;
      progress.end();
      io.stderr.write(
        taskId === undefined ? 'Cancelled.\n' : `Cancelled here; the server goes on with task ${taskId}.\n`,
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

const stageSteps = { normalize: 'reading', reconcile: 'comparing', render: 'writing reports', notify: 'sending mail' };
const stageStarts = { normalize: 0.1, reconcile: 0.4, render: 0.85, notify: 0.95 };

function showChange(progress: ProgressDisplay, { status, progress: now }: ReconciliationBody): void {
  if (now === undefined) {
    progress.show(status, status === 'accepted' ? 0.05 : 0.1);
    return;
  }
  const length = now.stage === 'normalize' ? 0.3 : now.stage === 'reconcile' ? 0.45 : 0.1;
  progress.show(stageSteps[now.stage], stageStarts[now.stage] + now.fraction * length, now.rows_read);
}

function failureOf(body: ReconciliationBody): ReconcylError {
  const { error } = body;
  if (error === undefined) return new ReconcylError('RECON_CANCELLED', `It ended as ${body.status}.`);
  const code = Object.hasOwn(errorCatalogue, error.code) ? (error.code as ErrorCode) : 'RECON_INTERNAL';
  return new ReconcylError(code, error.detail, { problems: error.problems ?? [] });
}

function tell(io: Io, body: ReconciliationBody, paths: readonly string[]): void {
  const style = styleFor(io, io.stderr);
  const { verdict, counts: c } = body;
  if (c === undefined) return;
  const mark = verdict === 'agree' ? style('green', '✔ The files agree.') : style('red', '✘ There are breaks.');
  const parts = [
    `${counted(c.agreeing, 'record')} agree`,
    `${counted(c.discrepancies, 'record')} with discrepancies`,
    `${counted(c.missing_in_target, 'record')} missing in the target`,
    `${counted(c.missing_in_source, 'record')} missing in the source`,
    `${counted(c.rejected_in_source + c.rejected_in_target, 'rejected line')}`,
  ];
  io.stderr.write(
    `\n${mark} ${parts.join(', ')}.\ntask ${body.task_id}\n${paths.map((path) => `  ${path}\n`).join('')}`,
  );
}
