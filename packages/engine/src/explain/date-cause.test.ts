import { describe, expect, it } from 'vitest';
import { dateCause, dateDelta } from './date-cause.ts';

describe('the cause of two differing dates', () => {
  it.each([
    ['within_1_day', '2024-02-28', '2024-02-29', '1 d'],
    ['within_1_day', '2025-01-01', '2024-12-31', '-1 d'],
    ['day_month_swapped', '2025-03-04', '2025-04-03', '30 d'],
    ['year', '2024-03-31', '2025-03-31', '365 d'],
    [undefined, '2025-03-31', '2025-04-02', '2 d'],
    ['year', '0001-01-01', '0002-01-01', '365 d'],
  ])('is %s for %s against %s', (cause, source, target, delta) => {
    expect(dateCause(source, target, 'date')).toBe(cause);
    expect(dateDelta(source, target, 'date')).toBe(delta);
  });

  it.each([
    ['time_zone', '2025-03-31 10:00:00', '2025-03-31 09:00:00', '-3600 s'],
    ['time_zone', '2025-03-31 23:00:00', '2025-04-01 13:00:00', '50400 s'],
    ['time_zone', '2025-03-31 10:00:00', '2025-03-31 15:45:00', '20700 s'],
    ['within_1_day', '2025-03-31 10:00:00', '2025-04-01 01:00:00', '54000 s'],
    ['within_1_day', '2025-03-31 10:00:00', '2025-03-31 10:00:00.5', '0.5 s'],
    ['within_1_day', '2025-03-31 10:00:00', '2025-04-01 10:00:00', '86400 s'],
    ['day_month_swapped', '2025-03-04 10:00:00', '2025-04-03 10:00:00', '2592000 s'],
    [undefined, '2025-03-04 10:00:00', '2025-04-03 11:00:00', '2595600 s'],
    ['year', '2024-03-31 10:00:00', '2023-03-31 10:00:00', '-31622400 s'],
  ])('is %s for the instants %s and %s', (cause, source, target, delta) => {
    expect(dateCause(source, target, 'timestamp')).toBe(cause);
    expect(dateDelta(source, target, 'timestamp')).toBe(delta);
  });

  it('is not told of instants beyond the calendar', () => {
    expect(dateCause('infinity', '2025-01-01', 'date')).toBeUndefined();
    expect(dateDelta('infinity', '2025-01-01', 'date')).toBeUndefined();
  });
});
