import { setTimeout } from 'node:timers/promises';
import { json, request } from '../support/client.ts';
import { filesUnder } from '../support/folder-content.ts';
import type { ProcessesOfTests } from '../support/processes.ts';
import { until } from '../support/until.ts';
import type { MailSink } from './mail-sink.ts';
import { isToFail } from './pairs.ts';
import { type Accepted, patienceMs, type Seen, see } from './work.ts';

/** What became of the reconciliations of one fault. All but the first four should be 0, or are explained. */
export interface Account {
  readonly accepted: number;
  readonly completed: number;
  /** That were to fail, and failed with the code that they should. */
  readonly failed: number;
  readonly mails: number;
  /** Failed, with these codes, though nothing is wrong with their files. */
  readonly failedWithReason: Readonly<Record<string, number>>;
  /** Came to no end. */
  readonly lost: number;
  /** Reconciliations that nobody asked for, attempts that nobody opened. */
  readonly doubled: number;
  /** Whose reports differ by a byte from those of an undisturbed run. */
  readonly wrong: number;
  /** Reconciliations of whose end nobody was told. */
  readonly mailsMissing: number;
  /** Copies of a mail, all of one Message-ID. */
  readonly mailCopies: number;
  readonly deadLetters: number;
  /** What is left of the work: files in scratch, messages in flight, parts of objects. */
  readonly left: readonly string[];
}

/** Waits for the end of all work and holds it against what an undisturbed run of each kind gave. */
export async function account(
  system: ProcessesOfTests,
  work: readonly Accepted[],
  undisturbed: ReadonlyMap<string, Seen>,
  sink: MailSink,
  /** Every reconciliation that was ever accepted here. */
  known: ReadonlySet<string>,
): Promise<Account> {
  const count = { completed: 0, failed: 0, lost: 0, wrong: 0 };
  const failedWithReason: Record<string, number> = {};
  for (const one of work) {
    const seen = await see(system.url, one).catch(() => undefined);
    const expected = undisturbed.get(one.pair.kind);
    if (seen === undefined) {
      count.lost += 1;
    } else if (seen.status === 'failed' && !(isToFail(one.pair) && seen.code === expected?.code)) {
      const code = seen.code ?? 'no code';
      failedWithReason[code] = (failedWithReason[code] ?? 0) + 1;
    } else {
      count[seen.status === 'failed' ? 'failed' : 'completed'] += 1;
      if (JSON.stringify(seen) !== JSON.stringify(expected)) count.wrong += 1;
    }
  }
  const ids = work.map(({ taskId }) => taskId);
  const told = await mailsOf(system, ids, sink);
  return {
    accepted: work.length,
    ...count,
    failedWithReason,
    doubled: await doubledAmong(system, known),
    ...told,
    deadLetters: await countDeadLetters(system.nats.monitorUrl),
    left: await leftovers(system),
  };
}

async function mailsOf({ url }: ProcessesOfTests, ids: readonly string[], sink: MailSink) {
  let mailsMissing = 0;
  for (const id of ids) {
    const isTold = await until(
      `the mail of ${id}`,
      async () => {
        const answer = await request(`${url}/api/v1/reconciliations/${id}`).catch(() => undefined);
        if (answer?.status === 200 && (json(answer) as { notification: string }).notification === 'sent') return true;
        await setTimeout(200);
        return false;
      },
      patienceMs,
    ).catch(() => false);
    if (!isTold || !sink.messageIds.some((message) => message.startsWith(id))) mailsMissing += 1;
  }
  const ours = sink.messageIds.filter((message) => ids.some((id) => message.startsWith(id)));
  const mails = new Set(ours).size;
  return { mails, mailsMissing, mailCopies: ours.length - mails };
}

/** An id that is in the store with a manifest was accepted; a second attempt is one that somebody opened. */
async function doubledAmong({ store }: ProcessesOfTests, ids: ReadonlySet<string>): Promise<number> {
  const prefix = 'default/reconciliations/';
  const doubled = new Set<string>();
  for await (const { key } of store.list(prefix)) {
    const [id = '', ...rest] = key.slice(prefix.length).split('/');
    const name = rest.join('/');
    if (name === 'request.json' && !ids.has(id)) doubled.add(id);
    if (/^\d+\//.test(name) && !name.startsWith('1/')) doubled.add(`${id}/${name.split('/')[0]}`);
  }
  return doubled.size;
}

async function leftovers(system: ProcessesOfTests): Promise<string[]> {
  const inFlight = () => messagesInFlight(system.nats.monitorUrl);
  await until('no message to be in flight', async () => (await inFlight()).length === 0, patienceMs).catch(
    () => undefined,
  );
  const scratch = await filesUnder(`${system.dataFolder}/scratch`);
  // MinIO keeps the parts of an object that is not whole yet here, one folder each.
  const parts = await filesUnder(`${system.minio.dataDir}/.minio.sys/multipart`);
  return [...(await inFlight()), ...scratch.map((file) => `scratch/${file}`), ...parts.map((file) => `parts/${file}`)];
}

interface Streams {
  readonly account_details?: readonly {
    readonly stream_detail?: readonly {
      readonly name: string;
      readonly state: { readonly messages: number };
      readonly consumer_detail?: readonly {
        readonly name: string;
        readonly num_pending: number;
        readonly num_ack_pending: number;
      }[];
    }[];
  }[];
}

async function messagesInFlight(monitorUrl: string): Promise<string[]> {
  const consumers = (await streamsOf(monitorUrl)).flatMap((stream) => stream.consumer_detail ?? []);
  return consumers
    .filter((consumer) => consumer.num_pending + consumer.num_ack_pending > 0)
    .map((consumer) => `${consumer.name}: ${consumer.num_pending} wait, ${consumer.num_ack_pending} in hand`);
}

async function countDeadLetters(monitorUrl: string): Promise<number> {
  return (await streamsOf(monitorUrl)).find(({ name }) => name === 'reconcyl_dead')?.state.messages ?? 0;
}

async function streamsOf(monitorUrl: string) {
  const answer = await request(`${monitorUrl}/jsz?consumers=true`);
  return ((JSON.parse(answer.text) as Streams).account_details ?? []).flatMap((one) => one.stream_detail ?? []);
}
