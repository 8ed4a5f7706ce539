import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import {
  type ObjectReference,
  type OutcomeDocument,
  type ReportFormat,
  type RequestDocument,
  summarySchema,
} from '@reconcyl/contracts';
import type { ObjectStore } from '@reconcyl/object-store';
import { readDocument } from '@reconcyl/service-kit';
import { composeCompleted } from './mail/compose-completed.ts';
import { composeFailed } from './mail/compose-failed.ts';
import type { Mail, MailAttachment, MailContent } from './mail/mail.ts';

export interface MakeMailOptions {
  readonly store: ObjectStore;
  readonly request: RequestDocument;
  readonly outcome: OutcomeDocument;
  readonly email: string;
  readonly from: string;
  /** Every link begins with it; never with what a client called the server. */
  readonly publicUrl: string;
  readonly attachmentMaxBytes: number;
}

/** The name of the mail of an attempt. */
export function mailTag(taskId: string, attempt: number): string {
  return `${taskId}.${attempt}`;
}

/** Makes the mail of an attempt from its stored objects alone: whenever it is made, it is the same mail. */
export async function makeMail(options: MakeMailOptions): Promise<Mail> {
  const { request, outcome, email, from } = options;
  const tag = mailTag(request.taskId, outcome.attempt);
  const made = outcome.status === 'completed' ? await makeCompleted(options, outcome) : makeFailed(options, outcome);
  const domain = from.slice(from.lastIndexOf('@') + 1);
  return { tag, messageId: `<${tag}@${domain}>`, from, to: email, date: new Date(outcome.finishedAt), ...made };
}

type Completed = Extract<OutcomeDocument, { status: 'completed' }>;
type Failed = Extract<OutcomeDocument, { status: 'failed' }>;

async function makeCompleted(
  { store, request, email, publicUrl, attachmentMaxBytes }: MakeMailOptions,
  outcome: Completed,
): Promise<MailContent & { attachment?: MailAttachment }> {
  const { taskId, reportFormat } = request;
  const report = outcome.reports[reportFormat];
  const summary = await readDocument(store, outcome.result.summary.key, summarySchema);
  if (report === undefined || summary === undefined) throw new Error('An outcome names objects that are not there.');
  const isAttached = report.sizeBytes <= attachmentMaxBytes;
  const content = composeCompleted({
    taskId,
    email,
    summary: summary.document,
    reportUrl: `${publicUrl}/api/v1/reconciliations/${taskId}/report?format=${reportFormat}`,
    reportSizeBytes: report.sizeBytes,
    isAttached,
  });
  return isAttached ? { ...content, attachment: await readAttachment(store, reportFormat, report) } : content;
}

function makeFailed({ request, email, publicUrl }: MakeMailOptions, { failure }: Failed): MailContent {
  const { taskId } = request;
  return composeFailed({ taskId, email, failure, statusUrl: `${publicUrl}/api/v1/reconciliations/${taskId}` });
}

const mediaTypes: Readonly<Record<ReportFormat, string>> = {
  json: 'application/json',
  csv: 'text/csv; charset=utf-8',
  html: 'text/html; charset=utf-8',
};

async function readAttachment(
  store: ObjectStore,
  format: ReportFormat,
  { key, sha256 }: ObjectReference,
): Promise<MailAttachment> {
  const found = await store.get(key);
  if (found === undefined) throw new Error('A report that an outcome names is not in the store.');
  const content = await buffer(found.body);
  if (createHash('sha256').update(content).digest('hex') !== sha256) {
    throw new Error('A report is not what the outcome says.');
  }
  return { fileName: `reconciliation_report.${format}`, mediaType: mediaTypes[format], content };
}
