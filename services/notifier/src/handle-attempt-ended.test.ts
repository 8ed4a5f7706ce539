import { createMemoryObjectStore } from '@reconcyl/service-kit/testing';
import { describe, expect, it } from 'vitest';
import { handleAttemptEnded, type NotifyTools } from './handle-attempt-ended.ts';
import { createRateLimit } from './rate-limit.ts';
import { endExample, finishedAt } from './testing/end-example.ts';
import { fakeProvider } from './testing/fake-provider.ts';

function arrange() {
  const { provider, recipients } = fakeProvider();
  const store = createMemoryObjectStore();
  const tools: NotifyTools = {
    store,
    mailer: {
      ...{ outbox: provider, provider, from: 'reconcyl@example.com', allowedDomains: ['*'], whenUnsure: 'resend' },
      ...{ attachmentMaxBytes: 1000, perRecipientPerHour: 1, giveUpAfterMs: 1000 },
    },
    rateLimit: createRateLimit(1),
    publicUrl: 'https://recon.example',
    clock: () => new Date(finishedAt),
  };
  return { store, tools, recipients };
}

describe('handleAttemptEnded', () => {
  it.each([
    'anna@example.com,eve@example.net',
    'anna@example.com;eve@example.net',
    'anna@example.com\r\nBcc: eve@example.net',
    'Eve <eve@example.net>',
    '"anna@example.com, eve"@example.net',
  ])('sends nothing where the manifest holds more than one plain address: %j', async (address) => {
    const { store, tools, recipients } = arrange();
    const event = await endExample(store, { email: address });
    await expect(handleAttemptEnded(tools, event)).rejects.toThrow();
    expect(recipients).toEqual([]);
  });

  it('waits for the outcome rather than guess one', async () => {
    const { store, tools, recipients } = arrange();
    const event = await endExample(store, { email: 'anna@example.com' });
    await store.delete(event.data.outcome.key);
    expect(await handleAttemptEnded(tools, event)).toMatchObject({ kind: 'later', reason: 'no outcome' });
    expect(recipients).toEqual([]);
  });

  it('drops what was purged while it looked', async () => {
    const { store, tools } = arrange();
    const event = await endExample(store, { email: 'anna@example.com' });
    await store.deleteAll('default/');
    await store.put(`default/reconciliations/${event.subject}/deleted.json`, '{}');
    expect(await handleAttemptEnded(tools, event)).toEqual({ kind: 'dropped' });
  });

  it('drops what has expired or was not in a backup, of which no tombstone tells', async () => {
    const { store, tools, recipients } = arrange();
    const event = await endExample(store, { email: 'anna@example.com' });
    await store.deleteAll('default/');
    expect(await handleAttemptEnded(tools, event)).toEqual({ kind: 'dropped' });
    expect(recipients).toEqual([]);
  });
});
