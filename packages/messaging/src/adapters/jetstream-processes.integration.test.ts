import { randomUUID } from 'node:crypto';
import { type RunningProcess, runProcess } from '@reconcyl/testing';
import { type NatsServer, startNats } from '@reconcyl/testing/servers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Bus } from '../bus.ts';
import { testAmongProcesses } from '../testing/contract/among-processes.ts';
import { eventually, recorder, started } from '../testing/contract/helpers.ts';
import { deleteStreams } from '../testing/jetstream/beside-the-bus.ts';
import { createJetstreamBus } from './jetstream.ts';

const scripts = new URL('../testing/processes/', import.meta.url);

describe('the JetStream bus among processes', { timeout: 60_000 }, () => {
  let server: NatsServer;
  let prefix: string;
  let processes: RunningProcess[];
  let buses: Bus[];

  beforeAll(async () => {
    server = await startNats();
  });
  afterAll(() => server.remove());

  beforeEach(() => {
    prefix = `test-${randomUUID()}`;
    processes = [];
    buses = [];
  });

  afterEach(async () => {
    vi.unstubAllEnvs();
    await Promise.all(processes.map((each) => each.kill()));
    await Promise.all(buses.map((bus) => bus.close()));
    await deleteStreams(server.url, prefix);
  });

  function run(script: string, ackWaitMs = 3600_000): RunningProcess {
    vi.stubEnv('ACK_WAIT_MS', String(ackWaitMs));
    const process = runProcess(new URL(script, scripts), 'jetstream', server.url, prefix);
    processes.push(process);
    return process;
  }

  async function open(): Promise<Bus> {
    const bus = await createJetstreamBus({
      servers: server.url,
      prefix,
      streams: { maxBytes: 64e6, maxDeadBytes: 16e6 },
    });
    buses.push(bus);
    return bus;
  }

  const worker = { name: 'worker', types: ['reconcyl.stage.started.v1'], concurrency: 1 } as const;

  it('gives what a killed process held to another one when its time is over, and the rest meanwhile', async () => {
    const child = run('work-for-ever.ts', 2000);
    await child.line('ready');
    const bus = await open();
    await bus.publish(started(1));
    await bus.publish(started(2));
    await child.line(`working ${started(1).subject} 1`);
    await child.line(`working ${started(2).subject} 1`);
    const next = recorder();
    await bus.consume({ ...worker, ackWaitMs: 2000, handler: next.handler });
    await child.kill();
    await bus.publish(started(3));
    await eventually(() => expect(next.tries()).toContain('3#1'));
    await eventually(() => expect(next.tries().sort()).toEqual(['1#2', '2#2', '3#1']));
    await eventually(async () => expect(await bus.lag()).toMatchObject([{ waiting: 0, inFlight: 0 }]));
  });

  it('lets two processes of one name compete: each message to one of them', async () => {
    const [one, two] = [run('work-for-ever.ts'), run('work-for-ever.ts')];
    await Promise.all([one.line('ready'), two.line('ready')]);
    const bus = await open();
    // Two hands each: four are in hand, and the fifth waits.
    for (const n of [1, 2, 3, 4, 5]) await bus.publish(started(n));
    await eventually(async () => expect(await bus.lag()).toMatchObject([{ waiting: 1, inFlight: 4 }]));
    const working = () => [one, two].map((each) => each.lines().filter((line) => line.startsWith('working')));
    await eventually(() => expect(working().map((lines) => lines.length)).toEqual([2, 2]));
    expect(new Set(working().flat()).size).toBe(4);
  });

  testAmongProcesses({ open, run: (script) => run(script), isInOrder: false });
});
