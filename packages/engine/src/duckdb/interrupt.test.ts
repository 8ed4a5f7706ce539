import { describe, expect, it, vi } from 'vitest';
import { interruptible } from './interrupt.ts';

describe('an interruptible statement', () => {
  it('is interrupted again and again, as DuckDB forgets an interrupt before the statement runs', async () => {
    const controller = new AbortController();
    const { promise, reject } = Promise.withResolvers<never>();
    const interrupt = vi.fn(() => {
      if (interrupt.mock.calls.length === 3) reject(new Error('INTERRUPT Error: Interrupted!'));
    });
    const ended = interruptible({ interrupt }, controller.signal, () => promise);
    controller.abort();
    await expect(ended).rejects.toMatchObject({ code: 'RECON_CANCELLED' });
    expect(interrupt).toHaveBeenCalledTimes(3);
  });

  it('does not begin when the signal has aborted', async () => {
    const work = vi.fn(async () => 1);
    const ended = interruptible({ interrupt: () => undefined }, AbortSignal.abort(), work);
    await expect(ended).rejects.toMatchObject({ code: 'RECON_CANCELLED' });
    expect(work).not.toHaveBeenCalled();
  });

  it('gives its answer when it ends before the interrupt', async () => {
    const controller = new AbortController();
    const answer = interruptible({ interrupt: () => undefined }, controller.signal, async () => 'answer');
    controller.abort();
    expect(await answer).toBe('answer');
  });
});
