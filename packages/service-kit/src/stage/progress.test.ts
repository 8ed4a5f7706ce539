import type { Progress } from '@reconcyl/contracts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createProgressSender } from './progress.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function sender() {
  const sent: Progress[] = [];
  const subject = { tenant: 'default', taskId: 't', attempt: 1, stage: 'reconcile' } as const;
  return { sent, ...createProgressSender(subject, (progress) => sent.push(progress)) };
}

describe('progress', () => {
  it('is sent at most once a second, the first and the last always', () => {
    const { sent, report, end } = sender();
    for (let step = 1; step <= 25; step += 1) {
      report(step / 25, 'compare', step);
      vi.advanceTimersByTime(100);
    }
    report(1, 'write', 25);
    end();
    expect(sent.map(({ rowsRead }) => rowsRead)).toEqual([1, 10, 20, 25]);
    expect(sent.at(-1)).toMatchObject({ phase: 'write', fraction: 1 });
  });

  it('never goes back and never leaves 0 to 1', () => {
    const { sent, report } = sender();
    for (const fraction of [0.4, 0.2, 7, Number.NaN]) {
      report(fraction, 'read');
      vi.advanceTimersByTime(1000);
    }
    expect(sent.map(({ fraction }) => fraction)).toEqual([0.4, 0.4, 1, 1]);
  });

  it('tells the time that is left once it can be judged', () => {
    const { sent, report } = sender();
    report(0.01, 'read');
    vi.advanceTimersByTime(3000);
    report(0.25, 'compare');
    expect(sent[0]?.etaSeconds).toBeUndefined();
    expect(sent[1]?.etaSeconds).toBeCloseTo(9, 5);
  });

  it('sends nothing after its end', () => {
    const { sent, report, end } = sender();
    report(0.1, 'read');
    end();
    vi.advanceTimersByTime(10_000);
    expect(sent).toHaveLength(1);
  });
});
