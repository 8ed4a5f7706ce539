import { beforeAll, expect } from 'vitest';
import { json, request, result, submit } from './client.ts';
import { mails } from './mail.ts';
import { type Served, serve } from './served.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { testTimeoutMs, until } from './until.ts';

const count = 5;
/** Large enough for a stage to take a while, small enough for many of them. */
const pair = (seed: number) => {
  const row = (id: number, amount: number) =>
    `${id},customer ${id % 97},2026-01-${String((id % 28) + 1).padStart(2, '0')},${amount}.50`;
  const rows = (change: (id: number) => number | undefined) => {
    const kept = Array.from({ length: 20_000 }, (_, id) => [id, change(id)] as const).filter(
      ([, amount]) => amount !== undefined,
    );
    return `id,customer,booked,amount\n${kept.map(([id, amount]) => `${row(id, amount ?? 0)}\n`).join('')}`;
  };
  return {
    source: rows((id) => (id * 7 + seed) % 9973),
    target: rows((id) =>
      id % 1000 === seed ? undefined : ((id * 7 + seed) % 9973) + (id % 500 === seed + 20 ? 1 : 0),
    ),
  };
};
const pairs = Array.from({ length: count }, (_, seed) => pair(seed));
/** Who gets the mails. */
export const email = 'ada@example.com';

/** The reports of one run, the JSON one without its task id. */
export interface Reports {
  readonly csv: string;
  readonly json: string;
}

/** The reports of the five runs when nothing disturbs them, made once for all tests of a file. Call the result to get them. */
export function undisturbedReports(): () => readonly Reports[] {
  let made: readonly Reports[] = [];
  beforeAll(async () => {
    const { path, remove } = await temporaryFolder();
    const served = await serve(path);
    made = await Promise.all((await submitAll(served)).map((id) => reports(served, id)));
    await served.stop();
    await remove();
  }, testTimeoutMs);
  return () => made;
}

/** Uploads the five pairs at once, and returns their ids when all were accepted. */
export function submitAll({ url }: Served): Promise<string[]> {
  return Promise.all(pairs.map((files) => submit(url, { ...files, fields: { email, report_format: 'csv' } })));
}

/** Waits for the reports of all runs. */
export function allReports(served: Served, ids: readonly string[]): Promise<Reports[]> {
  return Promise.all(ids.map((id) => reports(served, id)));
}

/** Waits until one of the runs is in one of the states, or later: a machine may be too fast for a look in between. */
export function anyIn({ url }: Served, ids: readonly string[], states: readonly string[]): Promise<unknown> {
  return until(`a run that is ${states.join(' or ')}`, async () => {
    const seen = await Promise.all(
      ids.map(async (id) => (json(await request(`${url}/api/v1/reconciliations/${id}`)) as { status: string }).status),
    );
    return seen.some((status) => states.includes(status)) || seen.every((status) => status === 'completed');
  });
}

/** Every run says that its mail was sent, and exactly one lies in the outbox for each. */
export async function expectOneMailEach({ url, mailFolder }: Served, ids: readonly string[]) {
  for (const id of ids) {
    await until(`the mail of ${id} to be settled`, async () => {
      const state = json(await request(`${url}/api/v1/reconciliations/${id}`)) as { notification: string };
      return state.notification === 'sent';
    });
  }
  const all = await mails(mailFolder);
  expect(all.map((mail) => mail.headers.get('message-id')?.slice(1, 37)).toSorted()).toEqual([...ids].toSorted());
}

async function reports({ url }: Served, id: string): Promise<Reports> {
  const csv = await result(url, id, 'csv');
  const whole = await result(url, id, 'json');
  expect([csv.status, whole.status]).toEqual([200, 200]);
  return { csv: csv.text, json: whole.text.replaceAll(id, '<id>') };
}
