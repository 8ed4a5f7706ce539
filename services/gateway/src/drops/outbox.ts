import { Readable } from 'node:stream';
import {
  type DropDocument,
  type ObjectReference,
  type OutcomeDocument,
  objectKeys,
  ReconcylError,
  type Reject,
  reportFormats,
} from '@reconcyl/contracts';
import type { ObjectStore } from '@reconcyl/object-store';
import * as z from 'zod';
import type { GatewayContext } from '../context.ts';
import { linksOf } from '../lookup/links.ts';
import { errorOfFailure } from '../lookup/reconciliation-body.ts';
import type { DropBox } from './drop-box.ts';
import { eachRejectOf } from './each-reject.ts';

/** What is to be shown of a run: how one of its attempts ended, or why its files were refused (attempt 0). */
export interface Shown {
  readonly tenant: string;
  readonly name: string;
  readonly document: DropDocument;
  readonly attempt: number;
  readonly outcome: OutcomeDocument | undefined;
  readonly signal: AbortSignal;
}

export type Showing =
  | 'shown'
  /** Somebody else writes there too: it is to be looked at again. */
  | 'overtaken'
  /** And what a later run wrote may have been removed: it is to be shown anew. */
  | 'disturbed';

/** Written last, so that whoever reads it finds all that it names. */
const runFile = 'run.json';
/** All that this system ever writes into an outbox. */
const outboxFiles = [
  ...reportFormats.map((format) => `report.${format}`),
  'summary.json',
  'rejects.json',
  'error.json',
];

const shownRunSchema = z.object({ run: z.int(), attempt: z.int() });

interface Content {
  readonly fileName: string;
  readonly open: () => Promise<Readable | string>;
}

/**
 * Puts what a run came to into the outbox of its name, in place of what stands there of an earlier one. Never goes back: each object is
 * replaced only while it is what it was at the beginning, and nothing is when a later run is shown.
 */
export async function showInOutbox(context: GatewayContext, box: DropBox, shown: Shown): Promise<Showing> {
  const { tenant, name, document, attempt, signal } = shown;
  const folder = objectKeys.outbox(tenant, name);
  const before = await etagsBelow(box.store, folder);
  const there = before.has(runFile) ? await readShownRun(box.store, folder) : undefined;
  if (there !== undefined && isLater(there, { run: document.run, attempt })) return 'shown';
  const put = async (fileName: string, body: Readable | string) => {
    const etag = before.get(fileName);
    const condition = etag === undefined ? { ifAbsent: true } : { ifMatch: etag };
    return (await box.store.put(`${folder}${fileName}`, body, { ...condition, signal })).created;
  };
  const contents = contentsOf(context, shown);
  for (const { fileName, open } of contents) if (!(await put(fileName, await open()))) return 'overtaken';
  const written = contents.map(({ fileName }) => fileName);
  const leftOver = outboxFiles.filter((fileName) => before.has(fileName) && !written.includes(fileName));
  for (const fileName of leftOver) await box.store.delete(`${folder}${fileName}`);
  if (await put(runFile, runDocument(context, shown, written))) return 'shown';
  return leftOver.length === 0 ? 'overtaken' : 'disturbed';
}

/**
 * Removes what stands in the outbox of a run that was deleted, also what a process that died in the middle had put there before run.json.
 * What an earlier run left whole stays, and what a later one shows.
 */
export async function clearOutbox(
  box: DropBox,
  { tenant, name }: { readonly tenant: string; readonly name: string },
  { run }: DropDocument,
): Promise<void> {
  const folder = objectKeys.outbox(tenant, name);
  const ours = new Set([...outboxFiles, runFile]);
  const found = new Map<string, Date>();
  for await (const { key, modifiedAt } of box.store.list(folder)) {
    const fileName = key.slice(folder.length);
    if (ours.has(fileName)) found.set(fileName, modifiedAt);
  }
  const shownAt = found.get(runFile);
  const there = shownAt && (await readShownRun(box.store, folder));
  if (there !== undefined && there.run > run) return;
  // Of an earlier run whose files are all older than its run.json, none was replaced.
  if (there !== undefined && there.run < run && [...found.values()].every((time) => time <= (shownAt ?? time))) return;
  for (const fileName of found.keys()) await box.store.delete(`${folder}${fileName}`);
}

function contentsOf(context: GatewayContext, shown: Shown): Content[] {
  const { tenant, outcome, document, signal } = shown;
  if (outcome?.status !== 'completed') {
    return [{ fileName: 'error.json', open: async () => text({ ...runOf(shown), error: errorOf(shown) }) }];
  }
  const copyOf = (fileName: string, reference: ObjectReference): Content => ({
    fileName,
    open: async () => {
      const found = await context.store.get(reference.key, { signal });
      if (found === undefined) throw new ReconcylError('RECON_NOT_FOUND');
      return found.body;
    },
  });
  const { attempt, result } = outcome;
  const reports = reportFormats.flatMap((format) => {
    const reference = outcome.reports[format];
    return reference === undefined ? [] : [copyOf(`report.${format}`, reference)];
  });
  const rejects: Content[] =
    result.rejects === undefined
      ? []
      : [
          {
            fileName: 'rejects.json',
            open: async () => listing(eachRejectOf(context, { tenant, taskId: document.taskId, attempt, result })),
          },
        ];
  return [...reports, copyOf('summary.json', result.summary), ...rejects];
}

/** The run as a machine or a person looks for it first. */
function runDocument({ baseUrl }: GatewayContext, shown: Shown, files: readonly string[]): string {
  const { outcome, document } = shown;
  const { self, report } = linksOf(baseUrl(), document.taskId);
  const isAccepted = outcome !== undefined;
  return text({
    ...runOf(shown),
    ...(outcome?.status === 'completed'
      ? { verdict: outcome.verdict, counts: outcome.counts }
      : { error: errorOf(shown) }),
    files,
    ...(isAccepted ? { links: { self, ...(outcome.status === 'completed' ? { report } : {}) } } : {}),
  });
}

function runOf({ name, document, attempt, outcome }: Shown) {
  const status = outcome?.status ?? 'refused';
  const { run, taskId: task_id } = document;
  return { name, run, task_id, attempt, status, ...(outcome ? { finished_at: outcome.finishedAt } : {}) };
}

function errorOf({ outcome, document }: Shown) {
  if (outcome?.status === 'failed') return errorOfFailure(outcome.failure);
  return document.refused && errorOfFailure({ ...document.refused, stage: 'normalize', canRetry: false });
}

const text = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;

/** A JSON array, an element a line, in bounded memory. */
function listing(items: AsyncIterable<Reject>): Readable {
  async function* lines() {
    let before = '[\n';
    for await (const item of items) {
      yield Buffer.from(before + JSON.stringify(item));
      before = ',\n';
    }
    yield Buffer.from(before === '[\n' ? '[]\n' : '\n]\n');
  }
  return Readable.from(lines(), { objectMode: false });
}

function isLater(one: z.infer<typeof shownRunSchema>, other: z.infer<typeof shownRunSchema>): boolean {
  return one.run > other.run || (one.run === other.run && one.attempt > other.attempt);
}

async function etagsBelow(store: ObjectStore, folder: string): Promise<Map<string, string>> {
  const etags = new Map<string, string>();
  for await (const { key, etag } of store.list(folder)) etags.set(key.slice(folder.length), etag);
  return etags;
}

/** Others may write there: what is no document of ours says nothing. */
async function readShownRun(store: ObjectStore, folder: string) {
  const found = await store.get(`${folder}${runFile}`);
  if (found === undefined || found.info.sizeBytes > 65_536) {
    found?.body.destroy();
    return undefined;
  }
  const chunks = await Array.fromAsync(found.body as AsyncIterable<Buffer>);
  try {
    return shownRunSchema.safeParse(JSON.parse(Buffer.concat(chunks).toString('utf8'))).data;
  } catch {
    return undefined;
  }
}
