import type { ChildProcess, StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from './reconcyl.ts';
import { spawnNode } from './spawn-node.ts';
import { until } from './until.ts';

/** The gateway comes last: what it publishes has consumers then. */
export const services = ['status', 'normalizer', 'reconciler', 'report-renderer', 'notifier', 'gateway'] as const;
export type ServiceName = (typeof services)[number];

/** A service as a process of its own, always on the same port. */
export interface ServiceProcess {
  readonly name: ServiceName;
  readonly port: number;
  /** The process that runs, or the last one that did. */
  readonly pid: () => number;
  /** Starts it, also again; resolves when it is ready. */
  readonly start: () => Promise<void>;
  /** Ends it by SIGKILL, as a crash would, and waits until it is gone. */
  readonly kill: () => Promise<void>;
  /** Asks it to end, as a deployment would; resolves with its exit code, null when it died of a signal. */
  readonly stop: () => Promise<number | null>;
}

/** Does not start it yet. */
export function serviceProcess(name: ServiceName, port: number, env: Readonly<Record<string, string>>): ServiceProcess {
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    const started = spawnService(name, { ...env, PORT: String(port) }, ['ignore', 'inherit', 'inherit']);
    child = started;
    await until(`${name} to be ready`, async () => {
      if (hasEnded(started)) throw new Error(`${name} ended at its start`);
      const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
      await answer?.body?.cancel();
      return answer?.ok === true;
    });
  }

  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    const ending = child;
    if (ending === undefined) return null;
    ending.kill(signal);
    await exitOf(ending);
    return ending.exitCode;
  }

  return {
    name,
    port,
    pid: () => child?.pid ?? 0,
    start,
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
  };
}

/** Starts a service as a process of its own. The caller waits for its end. */
export function spawnService(
  service: ServiceName,
  env: Readonly<Record<string, string>>,
  stdio: StdioOptions,
): ChildProcess {
  return spawnNode([join(root, 'services', service, 'src/main.ts')], { env, stdio });
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

async function exitOf(child: ChildProcess): Promise<void> {
  if (!hasEnded(child)) await once(child, 'exit');
}
