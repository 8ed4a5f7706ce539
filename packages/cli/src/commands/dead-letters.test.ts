import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeEvent } from '@reconcyl/contracts';
import { type Bus, done, type Outcome, reject } from '@reconcyl/messaging';
import { createSqliteBus } from '@reconcyl/messaging/sqlite';
import { dataPaths } from '@reconcyl/service-kit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { main } from '../main.ts';
import { fakeIo } from '../testing/fake-io.ts';

const taskId = '01890000-0000-7000-8000-000000000001';

describe('reconcyl dead-letters', () => {
  let folder: string;
  let bus: Bus;
  let outcome: Outcome;
  let deliveries: number;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reconcyl-test-'));
    bus = await createSqliteBus({ file: dataPaths(folder).bus });
    outcome = reject('RECON_EVENT_INVALID: \u001b[2J');
    deliveries = 0;
    await bus.consume({
      ...{ name: 'worker', types: ['reconcyl.stage.started.v1'], concurrency: 1, ackWaitMs: 30_000 },
      handler: async () => {
        deliveries += 1;
        return outcome;
      },
    });
  });
  afterEach(async () => {
    await bus.close();
    await rm(folder, { recursive: true });
  });

  async function run(...argv: string[]) {
    const io = fakeIo();
    const code = await main(['dead-letters', ...argv, '--data', folder], io);
    return { code, out: io.stdoutText(), err: io.stderrText() };
  }

  async function bury(): Promise<string> {
    const context = { tenant: 'default', taskId, attempt: 1, lane: 'small', service: 'test' } as const;
    await bus.publish(makeEvent('reconcyl.stage.started.v1', context, { stage: 'normalize' }));
    return vi.waitFor(async () => {
      const [letter] = await bus.deadLetters();
      if (letter === undefined) throw new Error('not yet');
      return letter.id;
    });
  }

  it('are told of beside the running system, without what could move the cursor', async () => {
    expect(await run('list')).toEqual({ code: 0, out: 'There are no dead letters.\n', err: '' });
    const id = await bury();
    const { code, out } = await run('list');
    expect(code).toBe(0);
    expect(out).toMatch(
      new RegExp(`^${id} .*Z  worker  1x  RECON_EVENT_INVALID: .* reconcyl.stage.started.v1 of ${taskId}$`, 'm'),
    );
    expect(out).toContain('\\u001b[2J');
    expect(JSON.parse((await run('list', '--json')).out)).toMatchObject([{ id, consumer: 'worker', deliveryCount: 1 }]);
    expect(JSON.parse((await run('list', '--json', '--limit', '0')).out)).toEqual([]);
  });

  it('are shown with their message', async () => {
    const { code, out } = await run('show', await bury());
    expect(code).toBe(0);
    expect(out).toMatch(/^consumer +worker$/m);
    expect(out).toContain('\n  "type": "reconcyl.stage.started.v1",\n');
  });

  it('are put back, once', async () => {
    const id = await bury();
    outcome = done;
    expect(await run('redrive', id)).toMatchObject({ code: 0, out: `✔ ${id} is in the queue of worker again.\n` });
    await vi.waitFor(() => expect(deliveries).toBe(2));
    const again = await run('redrive', id);
    expect(again.code).toBe(2);
    expect(again.err).toContain(`There is no dead letter ${id}.`);
  });

  it('are looked for in no folder that holds none, and not made there', async () => {
    const io = fakeIo();
    expect(await main(['dead-letters', 'list', '--data', join(folder, 'absent')], io)).toBe(2);
    expect(io.stderrText()).toContain('--data');
  });

  it('are not looked for where the environment is wrong', async () => {
    const io = fakeIo({ env: { NATS_REPLICAS: 'many' } });
    expect(await main(['dead-letters', 'list', '--data', folder], io)).toBe(2);
    expect(io.stderrText()).toMatch(/RECON_ENVIRONMENT_INVALID[\s\S]*NATS_REPLICAS/);
  });
});
