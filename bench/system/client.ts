import { openAsBlob } from 'node:fs';
import type { Pair } from '../generate.ts';

/** Seconds from the start of the upload until the json report has been read. */
export async function uploadUntilReady(url: string, pair: Pair): Promise<number> {
  const begin = performance.now();
  const form = new FormData();
  form.set('key', 'id');
  form.set('source', await openAsBlob(pair.source), 'source.csv');
  form.set('target', await openAsBlob(pair.target), 'target.csv');
  const accepted = await fetch(new URL('/api/v1/reconcile/upload/', url), { method: 'POST', body: form });
  if (accepted.status !== 202) throw new Error(`upload answered ${accepted.status}: ${await accepted.text()}`);
  const { task_id: taskId } = (await accepted.json()) as { task_id: string };
  await ended(url, taskId);
  const results = await fetch(new URL(`/api/v1/reconcile/results/${taskId}/`, url));
  const body = await results.text();
  if (results.status !== 200) throw new Error(`results answered ${results.status}: ${body}`);
  return (performance.now() - begin) / 1000;
}

/** Waits as a client should who wants to know at once: asking again and again would measure the asking. */
async function ended(url: string, taskId: string): Promise<void> {
  const events = await fetch(new URL(`/api/v1/reconciliations/${taskId}/events`, url));
  // The stream ends with the reconciliation.
  await events.text();
}
