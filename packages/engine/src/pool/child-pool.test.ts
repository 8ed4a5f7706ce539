import { fork } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { begin, createTestPool, gone, isAlive } from './testing/test-pool.ts';

// Most tests start several processes, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

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
