import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type ChildPoolOptions, createChildPool } from './child-pool.ts';
import type { testJobs } from './testing/test-child.ts';

// Most tests start several processes, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

function createTestPool(options: Partial<ChildPoolOptions> = {}) {
  const pool = createChildPool<typeof testJobs>({
    childModule: new URL('./testing/test-child.ts', import.meta.url),
    size: 1,
    recycleAfterJobs: 100,
    graceMs: 20,
    stderr: 'ignore',
    ...options,
  });
  onTestFinished(() => pool.close());
  return pool;
}

type TestPool = ReturnType<typeof createTestPool>;

/** Starts a job that does not end; gives its child's pid and its settled promise once it runs. */
async function begin(pool: TestPool, name: 'wait' | 'hang' | 'finishAnyway', options: { signal?: AbortSignal } = {}) {
  const { promise: pid, resolve } = Promise.withResolvers<number>();
  const job = pool.run(name, null, { ...options, onProgress: (progress) => resolve(Number(progress)) });
  // A failure is looked at later.
  job.catch(() => undefined);
  await Promise.race([pid, job]);
  return { pid: await pid, job };
}

function isAlive(pid: number): boolean {
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
function gone(...pids: number[]): Promise<void> {
  return vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), 20_000);
}

describe('a job', () => {
  it('gives its answer, whatever a structured clone can carry', async () => {
    const pool = createTestPool();
    const request = {
      text: 'a\0"',
      numbers: [1, 2n],
      map: new Map([['__proto__', undefined]]),
      bytes: new Uint8Array([1]),
    };
    expect(await pool.run('echo', request)).toEqual(request);
  });

  it('tells its progress before its answer, in order', async () => {
    const pool = createTestPool();
    const seen: unknown[] = [];
    expect(await pool.run('count', 5, { onProgress: (step) => seen.push(step) })).toBe(5);
    expect(seen).toEqual([1, 2, 3, 4, 5]);
  });

  it('keeps the code, detail and problems of its error, and where its cause arose, but not what that said', async () => {
    const error = await createTestPool()
      .run('fail', null)
      .catch((thrown) => thrown);
    expect(error).toMatchObject({
      name: 'ReconcylError',
      code: 'RECON_RULESET_INVALID',
      detail: 'Two problems.',
      problems: [{ path: 'key', message: 'is empty' }],
      cause: { name: 'TypeError' },
    });
    expect(error.cause.stack).toContain('test-child.ts');
    expect(error.cause.stack).not.toMatch(/a cell|of the file/);
  });

  it('gives errors without a code one', async () => {
    await expect(createTestPool().run('failPlainly', null)).rejects.toMatchObject({ code: 'RECON_DISK_FULL' });
  });

  it('is RECON_INTERNAL when its request or answer cannot be sent, and the child goes on', async () => {
    const pool = createTestPool();
    const pid = await pool.run('pid', null);
    await expect(pool.run('echo', () => undefined)).rejects.toMatchObject({ code: 'RECON_INTERNAL' });
    await expect(pool.run('answerFunction', null)).rejects.toMatchObject({ code: 'RECON_INTERNAL' });
    expect(await pool.run('pid', null)).toBe(pid);
  });

  it('sees nothing of the environment', async () => {
    vi.stubEnv('RECONCYL_TEST_SECRET', 'x');
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(await createTestPool().run('environment', null)).not.toContain('RECONCYL_TEST_SECRET');
  });
});

describe('a child that dies', () => {
  it.each([
    ['crashes', 'crash', null],
    ['is killed', 'kill', null],
    ['exits', 'exit', 3],
    ['throws outside of a job', 'uncaught', null],
  ] as const)('fails its job with RECON_WORKER_DIED when it %s, and is replaced', async (_, name, request) => {
    const pool = createTestPool();
    await expect(pool.run(name, request as never)).rejects.toMatchObject({ code: 'RECON_WORKER_DIED' });
    expect(await pool.run('echo', 'again')).toBe('again');
  });

  it('fails its job with RECON_WORKER_DIED when its heap is full', async () => {
    const pool = createTestPool({ execArgv: ['--max-old-space-size=24'] });
    await expect(pool.run('exhaustHeap', null)).rejects.toMatchObject({ code: 'RECON_WORKER_DIED' });
    expect(await pool.run('echo', 'again')).toBe('again');
  });

  it('fails no other job', async () => {
    const pool = createTestPool({ size: 2 });
    const controller = new AbortController();
    const other = await begin(pool, 'wait', { signal: controller.signal });
    await expect(pool.run('crash', null)).rejects.toMatchObject({ code: 'RECON_WORKER_DIED' });
    expect(isAlive(other.pid)).toBe(true);
    controller.abort();
    await expect(other.job).rejects.toMatchObject({ code: 'RECON_CANCELLED' });
  });

  it('while it has no job fails none', async () => {
    const pool = createTestPool();
    const pid = await pool.run('pid', null);
    process.kill(pid, 'SIGKILL');
    expect(await pool.run('echo', 'after')).toBe('after');
    expect(await pool.run('pid', null)).not.toBe(pid);
  });

  it('because it cannot start fails its job', async () => {
    const pool = createTestPool({ childModule: new URL('./testing/no-such-module.js', import.meta.url) });
    await expect(pool.run('echo', 1)).rejects.toMatchObject({ code: 'RECON_WORKER_DIED' });
  });
});

describe('an abort', () => {
  it('ends a job that listens, and its child goes on', async () => {
    const pool = createTestPool({ graceMs: 60_000 });
    const controller = new AbortController();
    const { pid, job } = await begin(pool, 'wait', { signal: controller.signal });
    controller.abort();
    await expect(job).rejects.toMatchObject({ code: 'RECON_CANCELLED' });
    expect(await pool.run('pid', null)).toBe(pid);
  });

  it('kills a child that does not answer', async () => {
    const pool = createTestPool();
    const controller = new AbortController();
    const { pid, job } = await begin(pool, 'hang', { signal: controller.signal });
    controller.abort();
    await expect(job).rejects.toMatchObject({ code: 'RECON_CANCELLED' });
    expect(isAlive(pid)).toBe(false);
    expect(await pool.run('echo', 'after')).toBe('after');
  });

  it('is told even when the job ends well after it', async () => {
    const pool = createTestPool({ graceMs: 60_000 });
    const controller = new AbortController();
    const { job } = await begin(pool, 'finishAnyway', { signal: controller.signal });
    controller.abort();
    await expect(job).rejects.toMatchObject({ code: 'RECON_CANCELLED' });
  });

  it('takes a job out of the queue', async () => {
    const pool = createTestPool();
    const first = new AbortController();
    const running = await begin(pool, 'wait', { signal: first.signal });
    const second = new AbortController();
    const waiting = pool.run('echo', 1, { signal: second.signal });
    second.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'RECON_CANCELLED' });
    first.abort();
    await expect(running.job).rejects.toMatchObject({ code: 'RECON_CANCELLED' });
    await expect(pool.run('echo', 2, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'RECON_CANCELLED',
    });
  });
});

describe('a job that runs too long', () => {
  it.each(['wait', 'hang'] as const)('is RECON_WORK_TOO_LARGE when it would %s for ever', async (name) => {
    const pool = createTestPool();
    await pool.run('echo', 'warm');
    const error = { code: 'RECON_WORK_TOO_LARGE', detail: 'It took longer than 0.2 s.' };
    await expect(pool.run(name, null, { timeoutMs: 200 })).rejects.toMatchObject(error);
    expect(await pool.run('echo', 'after')).toBe('after');
  });
});

describe('a pool', () => {
  it('runs as many jobs at a time as it has children, and the others after them', async () => {
    const pool = createTestPool({ size: 2 });
    const controllers = [new AbortController(), new AbortController()] as const;
    const [first, second] = await Promise.all(controllers.map(({ signal }) => begin(pool, 'wait', { signal })));
    expect(first?.pid).not.toBe(second?.pid);
    const third = pool.run('pid', null);
    controllers[1].abort();
    expect(await third).toBe(second?.pid);
    controllers[0].abort();
    await Promise.allSettled([first?.job, second?.job]);
  });

  it('starts no second child while the first has nothing to do', async () => {
    const pool = createTestPool({ size: 4 });
    const pids = [await pool.run('pid', null), await pool.run('pid', null), await pool.run('pid', null)];
    expect(new Set(pids).size).toBe(1);
  });

  it('says RECON_BUSY when too many jobs wait', async () => {
    const pool = createTestPool({ queueLimit: 1 });
    const controller = new AbortController();
    const running = await begin(pool, 'wait', { signal: controller.signal });
    const waiting = pool.run('echo', 'waited');
    await expect(pool.run('echo', 'too many')).rejects.toMatchObject({ code: 'RECON_BUSY' });
    controller.abort();
    await expect(running.job).rejects.toMatchObject({ code: 'RECON_CANCELLED' });
    expect(await waiting).toBe('waited');
  });

  it('replaces a child after its number of jobs', async () => {
    const pool = createTestPool({ recycleAfterJobs: 2 });
    const pids: number[] = [];
    for (let job = 0; job < 4; job += 1) pids.push(await pool.run('pid', null));
    expect(pids[1]).toBe(pids[0]);
    expect(pids[2]).not.toBe(pids[0]);
    expect(pids[3]).toBe(pids[2]);
    await gone(...pids.slice(0, 1));
  });

  it('replaces a child that holds too much memory', async () => {
    const pool = createTestPool({ recycleAboveBytes: 1 });
    expect(await pool.run('pid', null)).not.toBe(await pool.run('pid', null));
  });

  it('ends a child that has had nothing to do for a while', async () => {
    const pool = createTestPool({ idleMs: 1 });
    const pid = await pool.run('pid', null);
    await gone(pid);
    expect(await pool.run('echo', 'after')).toBe('after');
  });

  it('keeps a child that is ready before there is work, and replaces it by one that is', async () => {
    const pool = createTestPool({ keep: 1, warmUp: 'warmUp' });
    expect(await pool.run('isWarm', null)).toBe(true);
    await expect(pool.run('crash', null)).rejects.toMatchObject({ code: 'RECON_WORKER_DIED' });
    expect(await pool.run('isWarm', null)).toBe(true);
    expect(await createTestPool({ warmUp: 'warmUp' }).run('isWarm', null)).toBe(false);
  });

  it('does not end the child that it keeps for want of work', async () => {
    const pool = createTestPool({ keep: 1, size: 2, idleMs: 1, graceMs: 20_000 });
    const controller = new AbortController();
    const waiting = await begin(pool, 'wait', { signal: controller.signal });
    const pids = [waiting.pid, await pool.run('pid', null)];
    controller.abort();
    await vi.waitFor(() => expect(pids.filter(isAlive)).toHaveLength(1), 20_000);
    expect(await pool.run('pid', null)).toBe(pids.find(isAlive));
  });

  it('is closed while a child gets ready, and starts none that fails at once again and again', async () => {
    const closing = createTestPool({ keep: 1, warmUp: 'hang' });
    await closing.close();
    const failing = createTestPool({ keep: 1, childModule: new URL('./testing/no-such-module.ts', import.meta.url) });
    await expect(failing.run('echo', 1)).rejects.toMatchObject({ code: 'RECON_WORKER_DIED' });
  });

  it('leaves no process and no promise when it is closed', async () => {
    const pool = createTestPool({ size: 3 });
    const [waits, hangs] = [await begin(pool, 'wait'), await begin(pool, 'hang')];
    const idle = await pool.run('pid', null);
    const [third, queued] = [begin(pool, 'wait'), pool.run('echo', 1)];
    const ended = [waits.job, hangs.job, third.then(({ job }) => job), queued].map((job) =>
      expect(job).rejects.toMatchObject({ code: 'RECON_CANCELLED' }),
    );
    await third.catch(() => undefined);
    await Promise.all([pool.close(), pool.close()]);
    await Promise.all(ended);
    expect([waits.pid, hangs.pid, idle].map(isAlive)).toEqual([false, false, false]);
    await expect(pool.run('echo', 1)).rejects.toMatchObject({ code: 'RECON_CANCELLED' });
  });

  it.each([['close'], ['leave']])('lets its process end by itself (%s)', async (ending) => {
    const parent = startParent(ending);
    const [code] = await once(parent.process, 'close');
    const [pid, ...rest] = parent.lines();
    expect([code, ...rest]).toEqual(ending === 'close' ? [0, 'closed'] : [0]);
    await gone(Number(pid));
  });

  it('takes its children with it when its process is killed', async () => {
    const parent = startParent('stay');
    await vi.waitFor(() => expect(parent.lines()).toHaveLength(3), 20_000);
    const pids = parent.lines().map(Number);
    expect(pids.map(isAlive)).toEqual([true, true, true]);
    parent.process.kill('SIGKILL');
    await once(parent.process, 'close');
    await gone(...pids);
  });
});

function startParent(ending: string) {
  const parent = fork(new URL('./testing/test-parent.ts', import.meta.url), [ending], {
    execArgv: ['--conditions=reconcyl-source'],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  onTestFinished(() => void parent.kill('SIGKILL'));
  let printed = '';
  parent.stdout?.on('data', (chunk) => {
    printed += chunk;
  });
  return { process: parent, lines: () => printed.split('\n').slice(0, -1) };
}
