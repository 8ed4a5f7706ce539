import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { withCancellation } from './cancellation.ts';
import { fakeIo } from './testing/fake-io.ts';

describe('withCancellation', () => {
  it('aborts the work on a signal and tells the exit code of shells', async () => {
    const io = fakeIo();
    const code = await withCancellation(
      io,
      () => {},
      async ({ signal, exitCode }) => {
        const aborted = once(signal, 'abort');
        io.send('SIGINT');
        await aborted;
        return exitCode();
      },
    );
    expect(code).toBe(130);
    expect(io.exits).toEqual([]);
  });

  it('cleans up and ends at once on a second signal', async () => {
    const io = fakeIo();
    let cleaned = 0;
    await withCancellation(
      io,
      () => {
        cleaned += 1;
      },
      async () => {
        io.send('SIGTERM');
        io.send('SIGTERM');
      },
    );
    expect(cleaned).toBe(1);
    expect(io.exits).toEqual([143]);
  });

  it('listens no more when the work is done', async () => {
    const io = fakeIo();
    await withCancellation(
      io,
      () => {},
      async () => {},
    );
    io.send('SIGINT');
    io.send('SIGINT');
    expect(io.exits).toEqual([]);
  });
});
