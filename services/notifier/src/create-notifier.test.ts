import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { objectKeys } from '@reconcyl/contracts';
import { createMetrics, makeSecret } from '@reconcyl/service-kit';
import {
  createMemoryBus,
  createMemoryObjectStore,
  createSilentLogger,
  exampleTaskId,
} from '@reconcyl/service-kit/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMailer } from './create-mailer.ts';
import { createNotifier } from './create-notifier.ts';
import type { Mailer } from './mailer.ts';
import { endExample } from './testing/end-example.ts';
import { fakeProvider } from './testing/fake-provider.ts';

const email = 'anna@example.com';
const eml = `${exampleTaskId}.1.eml`;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'notifier-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A notifier that has handled what was published before `stop`. */
async function arrange(options: { mailer?: Partial<Mailer>; before?: (operation: string, key: string) => void } = {}) {
  const store = createMemoryObjectStore({ before: options.before });
  const bus = createMemoryBus();
  const mailer = { ...(await createMailer({ outboxDir: folder })), ...options.mailer };
  const notifier = createNotifier({
    ...{ bus, store, mailer, publicUrl: 'https://recon.example' },
    logger: createSilentLogger(),
    metrics: createMetrics('notifier'),
  });
  await notifier.start();
  const told = () => bus.published.flatMap((event) => (event.type === 'reconcyl.notification.sent.v1' ? [event] : []));
  return { store, bus, notifier, told };
}

describe('the notifier', () => {
  it('writes one mail when the event is delivered ten times', async () => {
    const { store, bus, notifier, told } = await arrange();
    const event = await endExample(store, { email });
    await bus.publish(event);
    for (let n = 2; n <= 10; n += 1) bus.redeliver('notifier-small', event, n);
    await bus.idle();
    await notifier.stop(1000);
    expect(await readdir(folder)).toEqual([eml]);
    expect(bus.settled.filter(({ outcome }) => outcome.kind === 'done')).toHaveLength(10);
    expect(told().map(({ data, causationid }) => [data.notification, causationid])).toEqual([['sent', event.id]]);
  });

  it('writes one mail when it is killed at any step of the way', async () => {
    const steps = ['put mail/1.intent', 'get mail/1.sent', 'put mail/1.sent', 'stat deleted.json', 'get request.json'];
    for (const step of steps) {
      let deaths = 0;
      const { store, bus, notifier, told } = await arrange({
        before: (operation, key) => {
          if (deaths > 0 || `${operation} ${key.split(`${exampleTaskId}/`)[1]}` !== step) return;
          deaths += 1;
          throw new Error('killed');
        },
      });
      await bus.publish(await endExample(store, { email }));
      await bus.idle();
      await notifier.stop(1000);
      expect([step, deaths, await readdir(folder), told().length]).toEqual([step, 1, [eml], 1]);
      await rm(join(folder, eml));
    }
  });

  it('attaches the report in the format that was asked for', async () => {
    const { store, bus, notifier } = await arrange();
    const report = 'Missing in Target\r\nNo missing records in target\r\n';
    await bus.publish(await endExample(store, { email, report, format: 'csv' }));
    await bus.idle();
    await notifier.stop(1000);
    const mail = await readFile(join(folder, eml), 'utf8');
    expect(mail).toContain('Subject: Reconciliation Report Completed\r\n');
    expect(mail).toContain('filename=reconciliation_report.csv');
    expect(mail.replace(/\r\n/g, '')).toContain(Buffer.from(report).toString('base64'));
  });

  it('links a report that is too large to attach', async () => {
    const { store, bus, notifier } = await arrange({ mailer: { attachmentMaxBytes: 9 } });
    await bus.publish(await endExample(store, { email, report: '0123456789' }));
    await bus.idle();
    await notifier.stop(1000);
    const mail = await readFile(join(folder, eml), 'utf8');
    expect(mail).not.toContain('filename=');
    expect(mail.replace(/=\r\n/g, '')).toContain(
      `https://recon.example/api/v1/reconciliations/${exampleTaskId}/report?format=3Djson`,
    );
  });

  it('tells of a failure: code, message and what to do, without the detail of the machine', async () => {
    const { store, bus, notifier, told } = await arrange();
    const failure = { code: 'RECON_FILE_BINARY', stage: 'normalize', canRetry: false } as const;
    await bus.publish(await endExample(store, { email, failure }));
    await bus.idle();
    await notifier.stop(1000);
    const mail = await readFile(join(folder, eml), 'utf8');
    expect(mail).toContain('Subject: Reconciliation Failed\r\n');
    expect(mail).toContain('The file is not text.');
    expect(mail).not.toContain('filename=');
    expect(told()).toHaveLength(1);
  });

  it('sends nothing and says so where no address was given', async () => {
    const { store, bus, notifier, told } = await arrange();
    await bus.publish(await endExample(store));
    await bus.idle();
    await notifier.stop(1000);
    expect(await readdir(folder)).toEqual([]);
    expect(told().map(({ data }) => data.notification)).toEqual(['none']);
  });

  it('sends nothing for what was deleted', async () => {
    const { store, bus, notifier, told } = await arrange();
    const event = await endExample(store, { email });
    await store.put(objectKeys.deleted('default', exampleTaskId), '{"version":1}');
    await bus.publish(event);
    await bus.idle();
    await notifier.stop(1000);
    expect(await readdir(folder)).toEqual([]);
    expect([told(), bus.settled.map(({ outcome }) => outcome.kind)]).toEqual([[], ['done']]);
  });

  it('never trusts an event with a path', async () => {
    const { store, bus, notifier } = await arrange();
    const event = await endExample(store, { email });
    const outcome = { ...event.data.outcome, key: 'default/reconciliations/other/1/outcome.json' };
    await bus.publish({ ...event, data: { ...event.data, outcome } } as typeof event);
    await bus.idle();
    await notifier.stop(1000);
    expect(await bus.deadLetters()).toHaveLength(1);
    expect(await readdir(folder)).toEqual([]);
  });

  describe('with a provider', () => {
    it('sends only to domains that are allowed', async () => {
      for (const [allowedDomains, address, sent, notification] of [
        [['example.com'], 'anna@example.com', ['anna@example.com'], 'sent'],
        [['Example.COM'], 'Anna@example.com', ['Anna@example.com'], 'sent'],
        [['example.com'], 'eve@notexample.com', [], 'failed'],
        [['example.com'], 'eve@sub.example.com', [], 'failed'],
        [['*'], 'eve@anywhere.org', ['eve@anywhere.org'], 'sent'],
      ] as const) {
        const { provider, recipients } = fakeProvider();
        const { store, bus, notifier, told } = await arrange({ mailer: { provider, allowedDomains } });
        await bus.publish(await endExample(store, { email: address }));
        await bus.idle();
        await notifier.stop(1000);
        expect([address, recipients, told().map(({ data }) => data.notification)]).toEqual([
          address,
          sent,
          [notification],
        ]);
      }
      expect(await readdir(folder)).toEqual([]);
    });

    it('cuts off a send that outlives the grace period, so that the process can end', async () => {
      const begun = Promise.withResolvers<void>();
      const cut = Promise.withResolvers<void>();
      const send = (_mail: unknown, signal?: AbortSignal) => {
        signal?.addEventListener('abort', () => cut.resolve());
        begun.resolve();
        return cut.promise.then(() => Promise.reject(new Error('cut off')));
      };
      const provider = { ...fakeProvider().provider, send };
      const { store, bus, notifier } = await arrange({ mailer: { provider, allowedDomains: ['*'] } });
      await bus.publish(await endExample(store, { email }));
      await begun.promise;
      await notifier.stop(0);
      await cut.promise;
      expect(store.keys()).toContain(objectKeys.mailIntent('default', exampleTaskId, 1));
    });

    it('keeps every mail in the outbox while no domain is allowed', async () => {
      const { provider, recipients } = fakeProvider();
      const { store, bus, notifier } = await arrange({ mailer: { provider } });
      await bus.publish(await endExample(store, { email }));
      await bus.idle();
      await notifier.stop(1000);
      expect([recipients, await readdir(folder)]).toEqual([[], [eml]]);
    });
  });
});

describe('createMailer', () => {
  it('wants a sender where mails leave the machine', async () => {
    const settings = { outboxDir: folder, smtpUrl: makeSecret('smtp://127.0.0.1:1') };
    await expect(createMailer(settings)).rejects.toThrow('MAIL_FROM');
  });
});
