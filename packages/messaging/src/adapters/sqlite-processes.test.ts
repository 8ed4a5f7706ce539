import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningProcess, runProcess } from '@reconcyl/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Bus } from '../bus.ts';
import { testAmongProcesses } from '../testing/contract/among-processes.ts';
import { eventually, recorder, started } from '../testing/contract/helpers.ts';
import { createSqliteBus } from './sqlite.ts';

const scripts = new URL('../testing/processes/', import.meta.url);

describe('the SQLite bus among processes', { timeout: 30_000 }, () => {
  let folder: string;
  let file: string;
  let processes: RunningProcess[];
  let buses: Bus[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reconcyl-bus-'));
    file = join(folder, 'bus.db');
    processes = [];
    buses = [];
  });

  afterEach(async () => {
    await Promise.all(processes.map((each) => each.kill()));
    await Promise.all(buses.map((bus) => bus.close()));
    await rm(folder, { recursive: true });
  });

  function run(script: string): RunningProcess {
    const started = runProcess(new URL(script, scripts), 'sqlite', file);
    processes.push(started);
    return started;
  }

  async function open(): Promise<Bus> {
    const bus = await createSqliteBus({ file });
    buses.push(bus);
    return bus;
  }

  const worker = { name: 'worker', types: ['reconcyl.stage.started.v1'], concurrency: 1, ackWaitMs: 3600_000 } as const;

  it('gives what a killed process held to another one, long before its lease of an hour is over', async () => {
    const child = run('work-for-ever.ts');
    await child.line('ready');
    const bus = await open();
    await bus.publish(started(1));
    await bus.publish(started(2));
    await child.line(`working ${started(2).subject} 1`);
    const next = recorder();
    await bus.consume({ ...worker, handler: next.handler });
    await bus.publish(started(3));
    await eventually(() => expect(next.tries()).toEqual(['3#1']));
    await child.kill();
    await eventually(() => expect(next.tries()).toEqual(['3#1', '1#2', '2#2']));
  });

  it('gives what a killed process held to the next one that starts', async () => {
    const first = run('work-for-ever.ts');
    await first.line('ready');
    await (await open()).publish(started(1));
    await first.line(`working ${started(1).subject} 1`);
    await first.kill();
    const second = run('work-for-ever.ts');
    await second.line(`working ${started(1).subject} 2`);
  });

  testAmongProcesses({ open, run, isInOrder: true });
});
