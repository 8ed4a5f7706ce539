import { describe, expect, it } from 'vitest';
import { createRateLimit } from './rate-limit.ts';

describe('the rate limit', () => {
  it('lets so many mails an hour go to one address and says how long to wait for the next', () => {
    let now = 0;
    const { take } = createRateLimit(2, () => now);
    expect(take('a@example.com').waitMs).toBe(0);
    now = 600_000;
    expect(take('A@Example.com').waitMs).toBe(0);
    expect(take('a@example.com').waitMs).toBe(3_000_000);
    expect(take('b@example.com').waitMs).toBe(0);
    now = 3_600_000;
    expect(take('a@example.com').waitMs).toBe(0);
    expect(take('a@example.com').waitMs).toBe(600_000);
  });

  it('counts nothing while it refuses', () => {
    let now = 0;
    const { take } = createRateLimit(1, () => now);
    take('a@example.com');
    for (now = 1; now < 100; now += 1) take('a@example.com');
    now = 3_600_000;
    expect(take('a@example.com').waitMs).toBe(0);
  });

  it('gives room again for what was not sent, once', () => {
    const { take } = createRateLimit(2, () => 0);
    const first = take('a@example.com');
    take('a@example.com');
    first.giveBack();
    first.giveBack();
    expect(take('a@example.com').waitMs).toBe(0);
    expect(take('a@example.com').waitMs).toBe(3_600_000);
  });
});
