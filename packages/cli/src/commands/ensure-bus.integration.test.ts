import { allConsumers } from '@reconcyl/messaging';
import { createJetstreamBus, ensureJetstream } from '@reconcyl/messaging/jetstream';
import { type NatsServer, startNats } from '@reconcyl/testing/servers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { main } from '../main.ts';
import { fakeIo } from '../testing/fake-io.ts';

const [first, ...others] = allConsumers;
if (first === undefined) throw new Error('there are no consumers');

describe('reconcyl ensure-bus', () => {
  let server: NatsServer;

  beforeEach(async () => {
    server = await startNats();
  });
  afterEach(() => server.remove());

  async function run(...argv: string[]): Promise<string> {
    const io = fakeIo({ env: { NATS_URL: server.url } });
    expect(await main(['ensure-bus', ...argv], io), io.stderrText()).toBe(0);
    return io.stdoutText();
  }

  /** Streams and consumers as an older version might have made them: events kept for an hour, more time to say done. */
  const olderVersion = () =>
    ensureJetstream({
      servers: server.url,
      streams: { maxAgeMs: 3600_000 },
      consumers: [{ ...first, ackWaitMs: 120_000 }, ...others],
    });

  it('changes what an older version has made, and says how it was', async () => {
    await olderVersion();
    const lines = (await run()).trimEnd().split('\n');
    expect(lines).toHaveLength(2 + allConsumers.length);
    expect(lines[0]).toMatch(/^changed +stream reconcyl_events +max_age: 3600000000000, not 1209600000000000/);
    expect(lines[1]).toMatch(/^kept +stream reconcyl_dead$/);
    expect(lines[2]).toMatch(new RegExp(`^changed +consumer ${first.name} +ack_wait: 120000000000, not `));
    expect(lines.slice(3).filter((line) => !line.startsWith('kept'))).toEqual([]);
    const again = JSON.parse(await run('--json')) as { action: string; differences: string[] }[];
    expect(again.filter(({ action, differences }) => action !== 'kept' || differences.length > 0)).toEqual([]);
  });

  it('is what a service leaves to it', async () => {
    await olderVersion();
    const notices: string[] = [];
    const onNotice = ({ kind }: { kind: string }) => notices.push(kind);
    await (await createJetstreamBus({ servers: server.url, consumers: allConsumers, onNotice })).close();
    expect(notices).toEqual(['differs', 'differs']);
    expect(await run()).toMatch(/^changed +stream reconcyl_events/);
  });

  it('makes all that is not there', async () => {
    const made = JSON.parse(await run('--json')) as { action: string }[];
    expect(made.map(({ action }) => action)).toEqual(Array(2 + allConsumers.length).fill('created'));
  });
});

it('reconcyl ensure-bus asks for NATS', async () => {
  const io = fakeIo({ env: {} });
  expect(await main(['ensure-bus'], io)).toBe(2);
  expect(io.stderrText()).toContain('NATS_URL is not set');
});
