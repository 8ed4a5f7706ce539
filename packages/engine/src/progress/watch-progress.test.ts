import { describe, expect, it } from 'vitest';
import type { EngineProgress } from '../types.ts';
import { watchProgress } from './watch-progress.ts';

const at = (fraction: number): EngineProgress => ({ phase: 'compare', fraction });

describe('watched work', () => {
  it('gives its progress in order, and its result', async () => {
    const steps = [0.1, 0.2, 0.3];
    const { progress, result } = watchProgress(async (tell) => {
      for (const step of steps) {
        await Promise.resolve();
        tell(at(step));
        // the reader is given its turn
        await new Promise(setImmediate);
      }
      return 'done';
    });
    const seen: number[] = [];
    for await (const { fraction } of progress) seen.push(fraction);
    expect(seen).toEqual(steps);
    expect(await result).toBe('done');
  });

  it('drops for a slow reader what has been overtaken', async () => {
    const { progress } = watchProgress(async (tell) => {
      for (let step = 1; step <= 10; step += 1) tell(at(step / 10));
      await Promise.resolve();
    });
    const seen: number[] = [];
    for await (const { fraction } of progress) seen.push(fraction);
    expect(seen).toEqual([1]);
  });

  it('ends its progress when the work fails, and lets the result throw', async () => {
    const { progress, result } = watchProgress(() => Promise.reject(new Error('no')));
    for await (const step of progress) expect(step).toBeUndefined();
    await expect(result).rejects.toThrow('no');
  });
});
