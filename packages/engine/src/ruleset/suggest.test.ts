import { describe, expect, it } from 'vitest';
import { didYouMean, suggest } from './suggest.ts';

describe('suggesting a name', () => {
  it.each([
    ['ammount', ['id', 'amount', 'account'], 'amount'],
    ['amuont', ['amount', 'mount'], 'amount'],
    ['Booking_Date', ['booking date', 'value date'], 'booking date'],
    ['delimeter', ['delimiter', 'quote'], 'delimiter'],
  ])('finds %s near one of %j', (word, candidates, expected) => {
    expect(suggest(word, candidates)).toBe(expected);
  });

  it('stays silent where nothing is near', () => {
    expect(suggest('colour', ['amount', 'date'])).toBeUndefined();
    expect(suggest('ab', ['xy'])).toBeUndefined();
    expect(didYouMean('colour', ['amount'])).toBe('');
  });

  it('does not compare words above 256 characters', () => {
    expect(suggest('a'.repeat(257), ['a'.repeat(257)])).toBeUndefined();
  });
});
