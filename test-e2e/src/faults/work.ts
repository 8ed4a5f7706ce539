import { setTimeout } from 'node:timers/promises';
import { json, request, upload } from '../support/client.ts';
import { until } from '../support/until.ts';
import { isToFail, type PairOfKind, pairs } from './pairs.ts';

/** A reconciliation that was accepted. */
export interface Accepted {
  readonly taskId: string;
  readonly pair: PairOfKind;
}

/** What a client sees of a reconciliation that has ended; the task id is blotted out, so that two of a pair can be compared. */
export interface Seen {
  readonly status: string;
  readonly code: string | undefined;
  readonly reports: readonly string[];
}

export interface Work {
  /** Grows while uploads go on. */
  readonly accepted: readonly Accepted[];
  /** Resolves when every upload was accepted. */
  readonly uploaded: Promise<void>;
  /** How many have ended, as far as the list tells; undefined while it cannot be asked. */
  readonly ended: () => Promise<number | undefined>;
}

/** Everything that may take long under a fault: bounds for what hangs, not figures. */
export const patienceMs = 600_000;

/** Uploads so many pairs, a few at a time, as a client does that wants each accepted, whatever comes between. */
export function beginWork(url: string, count: number, { uploadsAtOnce = 3, firstKey = 0 } = {}): Work {
  const accepted: Accepted[] = [];
  let next = 0;
  const client = async () => {
    while (next < count) {
      const n = next++;
      const pair = pairs[n % pairs.length];
      if (pair !== undefined) accepted.push({ taskId: await submitSurely(url, pair, firstKey + n), pair });
    }
  };
  const uploaded = Promise.all(Array.from({ length: uploadsAtOnce }, client)).then(() => undefined);
  // Whoever waits for it hears of a failure; until somebody does, it must not end the process.
  uploaded.catch(() => undefined);
  return { accepted, uploaded, ended: () => countEnded(url, accepted) };
}

/**
 * Repeats an upload until it is accepted. An upload whose gateway died keeps its Idempotency-Key for an hour, which nobody waits
 * for here: it was not accepted, so it comes again with another one.
 */
export async function submitSurely(url: string, pair: PairOfKind, n: number): Promise<string> {
  let keys = 1;
  const fields = { ...pair.fields, email: `client-${n}@example.com`, report_format: 'csv' };
  return await until(
    `upload ${n} to be accepted`,
    async () => {
      const headers = { 'idempotency-key': `${n}.${keys}` };
      const answer = await upload(url, { ...pair, fields, headers }).catch(() => undefined);
      if (answer?.status === 202) return (json(answer) as { task_id: string }).task_id;
      if (answer?.status === 409) keys += 1;
      else if (answer !== undefined && ![503, 507].includes(answer.status)) {
        throw new Error(`upload ${n} was answered ${answer.status}: ${answer.text}`);
      }
      await setTimeout(200);
      return undefined;
    },
    patienceMs,
  );
}

/** Waits for the end of a reconciliation, and reads what a client reads then. */
export async function see(url: string, { taskId, pair }: Accepted): Promise<Seen> {
  const { status, error } = await until(`${taskId} to end`, () => endOf(url, taskId), patienceMs);
  const formats = status === 'completed' ? ['json', 'csv', 'html'] : ['json'];
  const reports: string[] = [];
  for (const format of formats) {
    const report = await until(
      `the ${format} report of ${taskId}`,
      async () => {
        const answer = await request(`${url}/api/v1/reconcile/results/${taskId}/?format=${format}`).catch(
          () => undefined,
        );
        return answer?.status === (status === 'completed' ? 200 : 500) && answer;
      },
      patienceMs,
    );
    reports.push(report.text.replaceAll(taskId, '<id>'));
  }
  if (status === 'completed' && isToFail(pair)) throw new Error(`${taskId} completed, but was to fail`);
  return { status, code: error?.code, reports };
}

/** The state of a reconciliation that has ended; undefined before, and while nobody can tell. */
export async function endOf(url: string, taskId: string) {
  await setTimeout(50);
  const answer = await request(`${url}/api/v1/reconciliations/${taskId}`).catch(() => undefined);
  if (answer?.status !== 200) return undefined;
  const state = json(answer) as { status: string; notification: string; error?: { code: string } };
  return state.status === 'completed' || state.status === 'failed' ? state : undefined;
}

async function countEnded(url: string, accepted: readonly Accepted[]): Promise<number | undefined> {
  const ours = new Set(accepted.map(({ taskId }) => taskId));
  let ended = 0;
  for (let path: string | undefined = '/api/v1/reconciliations?limit=200'; path !== undefined; ) {
    const answer = await request(`${url}${path}`).catch(() => undefined);
    if (answer?.status !== 200) return undefined;
    const page = json(answer) as { items: { task_id: string; status: string }[]; next_cursor?: string | null };
    ended += page.items.filter(
      ({ task_id, status }) => ours.has(task_id) && (status === 'completed' || status === 'failed'),
    ).length;
    path = page.next_cursor
      ? `/api/v1/reconciliations?limit=200&cursor=${encodeURIComponent(page.next_cursor)}`
      : undefined;
  }
  return ended;
}
