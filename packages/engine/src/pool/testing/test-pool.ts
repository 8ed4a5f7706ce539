import { existsSync, readFileSync } from 'node:fs';
import { expect, onTestFinished, vi } from 'vitest';
import { type ChildPoolOptions, createChildPool } from '../child-pool.ts';
import type { testJobs } from './test-child.ts';

/** A pool of one child that knows the jobs of test-child.ts; closed when its test ends. */
export function createTestPool(options: Partial<ChildPoolOptions> = {}) {
  const pool = createChildPool<typeof testJobs>({
    childModule: new URL('./test-child.ts', import.meta.url),
    size: 1,
    recycleAfterJobs: 100,
    graceMs: 20,
    stderr: 'ignore',
    ...options,
  });
  onTestFinished(() => pool.close());
  return pool;
}

export type TestPool = ReturnType<typeof createTestPool>;

/** Starts a job that does not end; gives its child's pid and its settled promise once it runs. */
export async function begin(
  pool: TestPool,
  name: 'wait' | 'hang' | 'finishAnyway',
  options: { signal?: AbortSignal } = {},
) {
  const { promise: pid, resolve } = Promise.withResolvers<number>();
  const job = pool.run(name, null, { ...options, onProgress: (progress) => resolve(Number(progress)) });
  // A failure is looked at later.
  job.catch(() => undefined);
  await Promise.race([pid, job]);
  return { pid: await pid, job };
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // A process that is gone, but that nobody has asked about: init may be slow to, or not do it in a container.
  const stat = `/proc/${pid}/stat`;
  return !(existsSync(stat) && readFileSync(stat, 'utf8').includes(') Z '));
}

/** Waits until processes that nobody can wait for are gone. */
export function gone(...pids: number[]): Promise<void> {
  return vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), 20_000);
}
