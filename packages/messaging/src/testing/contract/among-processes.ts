import type { RunningProcess } from '@reconcyl/testing';
import { expect, it } from 'vitest';
import type { Bus } from '../../bus.ts';
import { eventually, recorder } from './helpers.ts';

export interface AmongProcesses {
  /** A connection of this process. The caller of the suite closes it after each test. */
  readonly open: () => Promise<Bus>;
  /** Starts one of `testing/processes` on the same bus. The caller of the suite kills it after each test. */
  readonly run: (script: string) => RunningProcess;
  /** Whether one publisher's messages come in the order in which it published them. */
  readonly isInOrder: boolean;
}

const worker = { name: 'worker', types: ['reconcyl.stage.started.v1'], ackWaitMs: 30_000 } as const;

/** What every bus of several processes does. When it gives what a killed one held differs, and is tested beside each adapter. */
export function testAmongProcesses({ open, run, isInOrder }: AmongProcesses): void {
  it('keeps every event whose publish resolved when the publisher is killed in the middle', async () => {
    const bus = await open();
    await (await bus.consume({ ...worker, concurrency: 1, handler: recorder().handler })).close(0);
    const child = run('publish-for-ever.ts');
    await child.line('published 100');
    await child.kill();
    const said = child.lines().filter((line) => line.startsWith('published'));
    const received = recorder();
    await bus.consume({ ...worker, concurrency: 32, handler: received.handler });
    await eventually(async () => expect(await bus.lag()).toMatchObject([{ waiting: 0, inFlight: 0 }]), 20_000);
    const numbers = isInOrder ? received.numbers() : received.numbers().sort((left, right) => left - right);
    expect(said.length).toBeGreaterThan(100);
    expect(numbers.length).toBeGreaterThanOrEqual(said.length);
    expect(numbers).toEqual(numbers.map((_, n) => n));
  });

  it('carries core messages to another process and back', async () => {
    await run('echo.ts').line('ready');
    const bus = await open();
    const end = new AbortController();
    const heard: unknown[] = [];
    const others: unknown[] = [];
    await bus.listen('another', (payload) => others.push(payload), end.signal);
    await bus.listen('back', (payload) => heard.push(payload), end.signal);
    await bus.broadcast('there', { n: 1 });
    await eventually(() => expect(heard).toEqual([{ n: 1 }]));
    expect(others).toEqual([]);
    end.abort();
  });
}
