import type { ChildProcess } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach } from 'vitest';
import { type CommandResult, finished, start } from './reconcyl.ts';
import { until } from './until.ts';

/** `reconcyl serve` as a process of its own. */
export interface Served {
  readonly url: string;
  readonly pid: number;
  readonly mailFolder: string;
  /** kill -9; resolves when the process and all that it started are gone. */
  readonly kill: () => Promise<void>;
  /** Asks it to stop, as a service manager does, and waits for its end. */
  readonly stop: (signal?: 'SIGTERM' | 'SIGINT') => Promise<CommandResult>;
}

const running = new Set<() => Promise<void>>();
const killAll = async () => {
  await Promise.all([...running].map((kill) => kill()));
};
afterEach(killAll);
afterAll(killAll);

/** Starts it on a data folder and waits for its address. Killed at the end of the test, if it still runs then. */
export async function serve(dataFolder: string, env: Readonly<Record<string, string>> = {}): Promise<Served> {
  const child = start(['serve', '--port', '0', '--data', dataFolder], { env: { LOG_LEVEL: 'error', ...env } });
  const end = finished(child);
  let told = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: string) => (told += text));
  const { pid = 0 } = child;
  const stop = (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal);
    return end;
  };
  const kill = async () => {
    const workers = await childrenOf(pid);
    child.kill('SIGKILL');
    await end;
    await until('its workers to notice', async () =>
      (await Promise.all(workers.map(isAlive))).every((alive) => !alive),
    );
  };
  running.add(kill);
  end.then(() => running.delete(kill)).catch(() => {});
  const url = await until('the address', () => {
    if (!isRunning(child)) throw new Error(`serve ended: ${told}`);
    return /http:\/\/127\.0\.0\.1:\d+/.exec(told)?.[0];
  });
  return { url, pid, mailFolder: join(dataFolder, 'mail'), kill, stop };
}

/** Ids of the processes that a process started; none where /proc does not tell. */
async function childrenOf(parent: number): Promise<number[]> {
  const ids = (await readdir('/proc').catch(() => [])).map(Number).filter((id) => id > 0);
  const parents = await Promise.all(ids.map(async (id) => [id, await parentOf(id)] as const));
  const children = parents.filter(([, of]) => of === parent).map(([id]) => id);
  return [...children, ...(await Promise.all(children.map(childrenOf))).flat()];
}

async function parentOf(id: number): Promise<number> {
  const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '');
  return Number(/^PPid:\s+(\d+)/m.exec(status)?.[1] ?? 0);
}

async function isAlive(id: number): Promise<boolean> {
  const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '');
  return /^State:\s+[^ZX]/m.test(status);
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}
