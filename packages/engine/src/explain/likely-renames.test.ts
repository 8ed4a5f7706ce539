import { describe, expect, it } from 'vitest';
import { likelyRenames } from './likely-renames.ts';

const renames = (sourceOnly: string[], targetOnly: string[]) =>
  likelyRenames({ sourceOnly, targetOnly, likelyRenames: [] }).map(({ source, target }) => [source, target]);

describe('likely renames', () => {
  it.each([
    ['Amt', 'Amount'],
    ['cust_id', 'Customer ID'],
    ['customerId', 'customer_id'],
    ['Adress', 'Address'],
    ['booking date', 'date'],
  ])('are seen in %s and %s', (source, target) => {
    expect(renames([source], [target])).toEqual([[source, target]]);
  });

  it.each([
    ['amount', 'city'],
    ['name', 'note'],
    ['id', 'ts'],
  ])('are not seen in %s and %s', (source, target) => {
    expect(renames([source], [target])).toEqual([]);
  });

  it('name each column once, the most similar first', () => {
    expect(renames(['amt', 'amount_'], ['amount'])).toEqual([['amount_', 'amount']]);
  });

  it('keep those that were found by values', () => {
    const byValues = { source: 'a', target: 'b', why: 'values', share: 1 } as const;
    expect(likelyRenames({ sourceOnly: ['a', 'amt'], targetOnly: ['b', 'amount'], likelyRenames: [byValues] })).toEqual(
      [byValues, { source: 'amt', target: 'amount', why: 'name' }],
    );
  });
});
