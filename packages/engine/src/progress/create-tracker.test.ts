import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EngineProgress } from '../types.ts';
import { createTracker } from './create-tracker.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function tracked() {
  const told: EngineProgress[] = [];
  const tracker = createTracker({
    weights: { read: 1, compare: 8, write: 1 },
    onProgress: (progress) => told.push(progress),
  });
  return { told, tracker, fractions: () => told.map(({ fraction }) => fraction) };
}

describe('a progress tracker', () => {
  it('weighs the phases and asks the one that goes on how far it is', () => {
    const { told, tracker, fractions } = tracked();
    let done = 0.25;
    tracker.enter('read');
    tracker.enter('compare', { poll: () => done, rows: 1000 });
    vi.advanceTimersByTime(500);
    done = 0.5;
    vi.advanceTimersByTime(500);
    tracker.enter('write');
    tracker.end(true);
    expect(fractions()).toEqual([0, 0.1, 0.3, 0.5, 0.9, 1]);
    expect(told.map(({ rowsRead }) => rowsRead)).toEqual([undefined, undefined, 250, 500, 1000, 1000]);
  });

  it('never goes back when a phase begins once more', () => {
    const { tracker, fractions } = tracked();
    tracker.enter('compare', { poll: () => 0.5 });
    vi.advanceTimersByTime(500);
    tracker.enter('compare', { poll: () => Number.NaN });
    vi.advanceTimersByTime(500);
    expect(fractions()).toEqual([0.1, 0.5, 0.5, 0.5]);
    tracker.end(false);
  });

  it('tells the time that is left by the time that it took so far', () => {
    const { told, tracker } = tracked();
    tracker.enter('compare', { poll: () => 0.125 });
    vi.advanceTimersByTime(500);
    // a fifth is done in half a second
    expect(told.at(-1)?.etaSeconds).toBeCloseTo(2, 6);
    tracker.end(false);
  });

  it('asks nothing after its end', () => {
    const { told, tracker } = tracked();
    tracker.enter('compare', { poll: () => 0.5 });
    tracker.end(false);
    vi.advanceTimersByTime(5000);
    expect(told).toHaveLength(1);
  });
});
