import { makeEvent } from '@reconcyl/contracts';
import { done, reject } from '@reconcyl/messaging';
import { createJetstreamBus } from '@reconcyl/messaging/jetstream';
import { startNats } from '@reconcyl/testing/servers';
import { expect, it, vi } from 'vitest';
import { main } from '../main.ts';
import { fakeIo } from '../testing/fake-io.ts';

it('reconcyl dead-letters works on the bus that the environment names', async () => {
  const server = await startNats();
  const bus = await createJetstreamBus({ servers: server.url });
  let deliveries = 0;
  const consumer = await bus.consume({
    ...{ name: 'worker', types: ['reconcyl.stage.started.v1'], concurrency: 1, ackWaitMs: 30_000 },
    handler: async () => {
      deliveries += 1;
      return deliveries === 1 ? reject('no') : done;
    },
  });
  const taskId = '01890000-0000-7000-8000-000000000001';
  const context = { tenant: 'default', taskId, attempt: 1, lane: 'small', service: 'test' } as const;
  await bus.publish(makeEvent('reconcyl.stage.started.v1', context, { stage: 'normalize' }));
  await vi.waitFor(async () => expect(await bus.deadLetters()).toHaveLength(1), { timeout: 15_000 });

  const run = async (...argv: string[]) => {
    const io = fakeIo({ env: { NATS_URL: server.url } });
    expect(await main(['dead-letters', ...argv], io), io.stderrText()).toBe(0);
    return io.stdoutText();
  };
  const [letter] = JSON.parse(await run('list', '--json'));
  expect(letter).toMatchObject({ consumer: 'worker', reason: 'no', deliveryCount: 1 });
  expect(await run('show', letter.id)).toContain('"type": "reconcyl.stage.started.v1"');
  expect(await run('redrive', letter.id)).toBe(`✔ ${letter.id} is in the queue of worker again.\n`);
  await vi.waitFor(() => expect(deliveries).toBe(2), { timeout: 15_000 });
  expect(await run('list')).toBe('There are no dead letters.\n');
  await consumer.close(5000);
  await bus.close();
  await server.remove();
});
