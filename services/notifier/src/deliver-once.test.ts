import { objectKeys } from '@reconcyl/contracts';
import type { ObjectStore } from '@reconcyl/object-store';
import { createMemoryObjectStore, exampleTaskId as taskId } from '@reconcyl/service-kit/testing';
import { describe, expect, it } from 'vitest';
import { type DeliverOptions, deliverOnce } from './deliver-once.ts';
import type { Mail } from './mail/mail.ts';
import { type Admission, admitted, createRateLimit } from './rate-limit.ts';
import type { MailTransport, SendResult, SentBefore } from './transports/mail-transport.ts';

const intentKey = objectKeys.mailIntent('default', taskId, 1);
const sentKey = objectKeys.mailSent('default', taskId, 1);

/** No room for another mail within the next 50 minutes. */
const full: Admission = { ...admitted, waitMs: 3_000_000 };

/** A transport that remembers what it was asked for. */
function fakeTransport(behaviour: { send?: () => Promise<SendResult>; wasSent?: SentBefore } = {}) {
  const { send = async () => ({ kind: 'accepted' }) as const, wasSent = 'unknown' } = behaviour;
  const sent: string[] = [];
  const asked: number[] = [];
  const transport: MailTransport = {
    name: 'fake',
    send: async ({ tag }) => {
      sent.push(tag);
      return send();
    },
    wasSent: async (_mail, ageMs) => {
      asked.push(ageMs);
      return wasSent;
    },
    close: async () => undefined,
  };
  return { transport, sent, asked };
}

function optionsWith(store: ObjectStore, transport: MailTransport, more: Partial<DeliverOptions> = {}): DeliverOptions {
  return {
    store,
    transport,
    ...{ tenant: 'default', taskId, attempt: 1, tag: `${taskId}.1`, whenUnsure: 'resend' },
    compose: async () => ({ tag: `${taskId}.1` }) as Mail,
    admit: () => admitted,
    giveUpAt: new Date('2026-11-24T10:00:00Z'),
    clock: () => new Date('2026-11-23T10:00:00Z'),
    ...more,
  };
}

/** A store in which this operation on this key never comes to its end, as when the process dies just before it. */
function dyingAt(operation: string, key: string) {
  let isDead = true;
  const store = createMemoryObjectStore({
    before: (found, foundKey) => {
      if (isDead && found === operation && foundKey === key) throw new Error('killed');
    },
  });
  const revive = () => {
    isDead = false;
  };
  return { store, revive };
}

describe('the rule of intent and sent', () => {
  it('writes the intent, sends, and writes how it ended', async () => {
    const store = createMemoryObjectStore();
    const keysAtSend: string[][] = [];
    const { transport, sent } = fakeTransport({
      send: async () => {
        keysAtSend.push(store.keys());
        return { kind: 'accepted' };
      },
    });
    const settled = await deliverOnce(optionsWith(store, transport));
    expect(settled).toEqual({ kind: 'settled', notification: 'sent' });
    expect(keysAtSend).toEqual([[intentKey]]);
    expect(JSON.parse(store.text(sentKey) ?? '')).toEqual({
      ...{ version: 1, attempt: 1, notification: 'sent' },
      settledAt: '2026-11-23T10:00:00.000Z',
    });
    expect(sent).toHaveLength(1);
  });

  it('sends nothing again once it is known how it ended', async () => {
    const store = createMemoryObjectStore();
    const { transport, sent, asked } = fakeTransport();
    for (let n = 0; n < 10; n += 1) await deliverOnce(optionsWith(store, transport));
    expect([sent.length, asked.length]).toEqual([1, 0]);
  });

  describe('killed between intent and send', () => {
    async function killed() {
      const store = createMemoryObjectStore();
      const { transport } = fakeTransport({ send: () => Promise.reject(new Error('killed')) });
      await expect(deliverOnce(optionsWith(store, transport))).rejects.toThrow('killed');
      expect(store.keys()).toEqual([intentKey]);
      return store;
    }

    it('sends when the transport says that nothing was sent', async () => {
      const { transport, sent } = fakeTransport({ wasSent: 'no' });
      expect(await deliverOnce(optionsWith(await killed(), transport, { whenUnsure: 'skip' }))).toMatchObject({
        notification: 'sent',
      });
      expect(sent).toHaveLength(1);
    });

    it('sends when nobody can tell and resend is asked for', async () => {
      const { transport, sent } = fakeTransport({ wasSent: 'unknown' });
      expect(await deliverOnce(optionsWith(await killed(), transport))).toMatchObject({ notification: 'sent' });
      expect(sent).toHaveLength(1);
    });

    it('is unsure when nobody can tell and skip is asked for', async () => {
      const { transport, sent } = fakeTransport({ wasSent: 'unknown' });
      const store = await killed();
      const options = optionsWith(store, transport, { whenUnsure: 'skip' });
      expect(await deliverOnce(options)).toEqual({ kind: 'settled', notification: 'unsure' });
      expect(await deliverOnce(options)).toEqual({ kind: 'settled', notification: 'unsure' });
      expect(sent).toHaveLength(0);
    });

    it('waits while it is too early to tell', async () => {
      const { transport, sent, asked } = fakeTransport({ wasSent: 'too-early-to-tell' });
      const clock = () => new Date('2026-11-23T10:00:07Z');
      expect(await deliverOnce(optionsWith(await killed(), transport, { clock }))).toMatchObject({ kind: 'later' });
      expect([sent.length, asked]).toEqual([0, [7000]]);
    });
  });

  describe('killed between send and sent', () => {
    it('finds the mail that was handed over and sends no second one', async () => {
      const { store, revive } = dyingAt('put', sentKey);
      const first = fakeTransport();
      await expect(deliverOnce(optionsWith(store, first.transport))).rejects.toThrow('killed');
      revive();
      const second = fakeTransport({ wasSent: 'yes' });
      expect(await deliverOnce(optionsWith(store, second.transport))).toMatchObject({ notification: 'sent' });
      expect([first.sent.length, second.sent.length]).toEqual([1, 0]);
    });

    it('leaves at most one mail with skip and at least one with resend', async () => {
      for (const [whenUnsure, mails, notification] of [
        ['skip', 1, 'unsure'],
        ['resend', 2, 'sent'],
      ] as const) {
        const { store, revive } = dyingAt('put', sentKey);
        const { transport, sent } = fakeTransport();
        const options = optionsWith(store, transport, { whenUnsure });
        await expect(deliverOnce(options)).rejects.toThrow('killed');
        revive();
        expect(await deliverOnce(options)).toMatchObject({ notification });
        expect(sent).toHaveLength(mails);
      }
    });
  });

  it('keeps the intent when a try ends without anyone knowing', async () => {
    const store = createMemoryObjectStore();
    const { transport } = fakeTransport({ send: () => Promise.reject(new Error('connection reset')) });
    await expect(deliverOnce(optionsWith(store, transport))).rejects.toThrow('connection reset');
    expect(store.keys()).toEqual([intentKey]);
  });

  describe('with a server that takes each mail and never says so', () => {
    /** As SMTP: it cannot be asked, and for two minutes another worker may be at it. */
    function arrange() {
      let now = Date.parse('2026-11-23T10:00:00Z');
      const store = createMemoryObjectStore();
      const answers: SendResult[] = [];
      const { transport, sent } = fakeTransport({
        send: async () => answers.shift() ?? Promise.reject(new Error('no answer')),
      });
      const wasSent = async (_mail: unknown, ageMs: number) =>
        ageMs < 120_000 ? ('too-early-to-tell' as const) : ('unknown' as const);
      const options = optionsWith(store, { ...transport, wasSent }, { clock: () => new Date(now) });
      /** The message comes again every 30 s. */
      async function redeliver(times: number) {
        let last: unknown;
        for (let n = 0; n < times; n += 1) {
          last = await deliverOnce(options).catch(() => 'unsure');
          now += 30_000;
        }
        return last;
      }
      return { store, sent, answers, redeliver };
    }

    it('waits two minutes after each send, and not only after the first', async () => {
      const { store, sent, redeliver } = arrange();
      await redeliver(5);
      expect(sent).toHaveLength(2);
      expect(JSON.parse(store.text(intentKey) ?? '')).toMatchObject({ sends: 2, begunAt: '2026-11-23T10:02:00.000Z' });
      await redeliver(3);
      expect(sent).toHaveLength(2);
    });

    it('sends three times at most in a day, and then says unsure', async () => {
      const { sent, redeliver } = arrange();
      expect(await redeliver(2880)).toEqual({ kind: 'settled', notification: 'unsure' });
      expect(sent).toHaveLength(3);
    });

    it('does not count a send that was refused, and does not forget those before it', async () => {
      const { store, sent, answers, redeliver } = arrange();
      await redeliver(4);
      answers.push({ kind: 'refused', isFinal: false, reason: 'SMTP 450' });
      await redeliver(1);
      expect(JSON.parse(store.text(intentKey) ?? '')).toMatchObject({ sends: 1, begunAt: '2026-11-23T10:02:00.000Z' });
      expect(await redeliver(2880)).toMatchObject({ notification: 'unsure' });
      expect(sent).toHaveLength(4);
    });
  });

  it('counts a mail as no send that could not be made', async () => {
    const store = createMemoryObjectStore();
    const { transport } = fakeTransport();
    const compose = () => Promise.reject(new Error('the store is away'));
    await expect(deliverOnce(optionsWith(store, transport, { compose }))).rejects.toThrow('away');
    expect(store.keys()).toEqual([]);
  });

  it('lets one of two workers send that find the same intent', async () => {
    const { store, revive } = dyingAt('put', sentKey);
    const first = fakeTransport();
    await expect(deliverOnce(optionsWith(store, first.transport))).rejects.toThrow('killed');
    revive();
    const both = fakeTransport({ wasSent: 'unknown' });
    const ends = await Promise.all([1, 2].map(() => deliverOnce(optionsWith(store, both.transport))));
    expect(ends.map(({ kind }) => kind).sort()).toEqual(['later', 'settled']);
    expect(both.sent).toHaveLength(1);
  });

  it('begins anew after a certain no, so that even skip does not lose the mail', async () => {
    const store = createMemoryObjectStore();
    const busy = fakeTransport({ send: async () => ({ kind: 'refused', isFinal: false, reason: 'SMTP 450' }) });
    const skip = { whenUnsure: 'skip' } as const;
    expect(await deliverOnce(optionsWith(store, busy.transport, skip))).toMatchObject({
      kind: 'later',
      reason: 'SMTP 450',
    });
    expect(store.keys()).toEqual([]);
    const free = fakeTransport();
    expect(await deliverOnce(optionsWith(store, free.transport, skip))).toMatchObject({ notification: 'sent' });
  });

  it('counts as failed what is refused for good, and what nobody took in time', async () => {
    const final = fakeTransport({ send: async () => ({ kind: 'refused', isFinal: true, reason: 'SMTP 550' }) });
    expect(await deliverOnce(optionsWith(createMemoryObjectStore(), final.transport))).toEqual({
      ...{ kind: 'settled', notification: 'failed', reason: 'SMTP 550' },
    });
    const busy = fakeTransport({ send: async () => ({ kind: 'refused', isFinal: false, reason: 'SMTP 450' }) });
    const late = { giveUpAt: new Date('2026-11-23T09:59:59Z') };
    expect(await deliverOnce(optionsWith(createMemoryObjectStore(), busy.transport, late))).toMatchObject({
      notification: 'failed',
    });
  });

  it('does not resend for ever', async () => {
    const store = createMemoryObjectStore();
    const { transport } = fakeTransport({ send: () => Promise.reject(new Error('connection reset')) });
    await expect(deliverOnce(optionsWith(store, transport))).rejects.toThrow();
    const late = { giveUpAt: new Date('2026-11-23T09:59:59Z') };
    expect(await deliverOnce(optionsWith(store, transport, late))).toMatchObject({ notification: 'unsure' });
  });

  it('waits without a trace while the rate limit says so', async () => {
    const store = createMemoryObjectStore();
    const { transport, sent } = fakeTransport();
    const later = await deliverOnce(optionsWith(store, transport, { admit: () => full }));
    expect(later).toEqual({ kind: 'later', afterMs: 30_000, reason: 'rate limit' });
    expect([sent.length, store.keys().length]).toEqual([0, 0]);
  });

  it('counts mails for the rate limit, and neither what is refused nor what is too early', async () => {
    const store = createMemoryObjectStore();
    const limit = createRateLimit(2);
    const admit = () => limit.take('anna@example.com');
    const busy = fakeTransport({ send: async () => ({ kind: 'refused', isFinal: false, reason: 'SMTP 450' }) });
    for (let n = 0; n < 10; n += 1) await deliverOnce(optionsWith(store, busy.transport, { admit }));
    expect(busy.sent).toHaveLength(10);
    const lost = fakeTransport({ send: () => Promise.reject(new Error('no answer')), wasSent: 'too-early-to-tell' });
    await expect(deliverOnce(optionsWith(store, lost.transport, { admit }))).rejects.toThrow('no answer');
    for (let n = 0; n < 10; n += 1) await deliverOnce(optionsWith(store, lost.transport, { admit }));
    // The one that was lost may have come.
    expect(admit().waitMs).toBe(0);
    expect(admit().waitMs).toBeGreaterThan(0);
  });

  it('is failed, and waits no longer for the rate limit, once its time is over', async () => {
    const { transport, sent } = fakeTransport();
    const late = { giveUpAt: new Date('2026-11-23T09:59:59Z'), admit: () => full };
    expect(await deliverOnce(optionsWith(createMemoryObjectStore(), transport, late))).toEqual({
      ...{ kind: 'settled', notification: 'failed', reason: 'rate limit' },
    });
    expect(sent).toEqual([]);
  });
});
