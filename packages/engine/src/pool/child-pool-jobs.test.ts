import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { begin, createTestPool, isAlive } from './testing/test-pool.ts';

// Most tests start several processes, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

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
