import { describe, expect, it } from 'vitest';
import { isOnItsWay, longestWayMs } from './on-its-way.ts';

const waiting = { stage: 'normalize', lane: 'small', lastHeardMs: 60_000, longestMs: 3_600_000 } as const;
const queue = (fields: object) => ({
  consumer: 'normalizer-small',
  waiting: 1,
  inFlight: 0,
  oldestAgeMs: 0,
  ...fields,
});

describe('isOnItsWay', () => {
  it('is so while the lane holds a message as old as what was last heard', () => {
    expect(isOnItsWay([queue({ oldestAgeMs: 59_500 })], waiting)).toBe(true);
    expect(isOnItsWay([queue({ oldestAgeMs: 500_000, waiting: 0, inFlight: 1 })], waiting)).toBe(true);
  });

  it('is not so when all messages of the lane are younger, or there is none', () => {
    expect(isOnItsWay([queue({ oldestAgeMs: 20_000 })], waiting)).toBe(false);
    expect(isOnItsWay([queue({ oldestAgeMs: 500_000, waiting: 0 })], waiting)).toBe(false);
    expect(isOnItsWay([], waiting)).toBe(false);
  });

  it('is so no more when nothing was heard for longer than it may take, whatever the lane holds', () => {
    const poison = queue({ oldestAgeMs: 14 * 86_400_000 });
    expect(isOnItsWay([poison], { ...waiting, lastHeardMs: 3_599_999 })).toBe(true);
    expect(isOnItsWay([poison], { ...waiting, lastHeardMs: 3_600_000 })).toBe(false);
  });

  it('does not look at other lanes and stages', () => {
    const others = ['normalizer-large', 'reconciler-small', 'status'].map((consumer) =>
      queue({ consumer, oldestAgeMs: 500_000 }),
    );
    expect(isOnItsWay(others, waiting)).toBe(false);
  });

  it('looks at a consumer without lanes, too', () => {
    const notifier = queue({ consumer: 'notifier', oldestAgeMs: 500_000 });
    expect(isOnItsWay([notifier], { ...waiting, stage: 'notify' })).toBe(true);
  });
});

describe('longestWayMs', () => {
  it('is the longest pause of the sweep, and the time that work on the files may take', () => {
    expect(longestWayMs('normalize', 0, 3_600_000)).toBe(3_600_000 + 120_000);
    expect(longestWayMs('render', 5_000_000_000, 3_600_000)).toBe(3_600_000 + 120_000 + 10_000_000);
  });

  it('is a day longer for a mail, which rests in its queue as long as nobody takes it', () => {
    expect(longestWayMs('notify', 0, 3_600_000)).toBe(3_600_000 + 86_400_000);
  });
});
