import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Alarm, createAlarm } from './alarm.ts';

describe('createAlarm', () => {
  let alarm: Alarm;
  beforeEach(() => {
    vi.useFakeTimers();
    alarm = createAlarm({ gatherMs: 20, rescanMs: 2000 });
  });
  afterEach(() => vi.useRealTimers());

  /** Whether a wait that begins now is over after this long. */
  async function isOverAfter(ms: number, wait = alarm.wait()): Promise<boolean> {
    let isOver = false;
    void wait.then(() => {
      isOver = true;
    });
    await vi.advanceTimersByTimeAsync(ms);
    return isOver;
  }

  it('wakes without a hint when it is time to look through everything', async () => {
    const wait = alarm.wait();
    expect(await isOverAfter(1999, wait)).toBe(false);
    expect(await isOverAfter(1, wait)).toBe(true);
  });

  it('wakes soon after the first of many hints', async () => {
    const wait = alarm.wait();
    for (let n = 0; n < 3; n += 1) {
      alarm.hint();
      expect(await isOverAfter(6, wait)).toBe(false);
    }
    expect(await isOverAfter(2, wait)).toBe(true);
  });

  it('remembers a hint, and a ring, that came while nobody waited', async () => {
    alarm.hint();
    expect(await isOverAfter(20)).toBe(true);
    alarm.ring();
    expect(await isOverAfter(0)).toBe(true);
    expect(await isOverAfter(1999)).toBe(false);
  });
});
