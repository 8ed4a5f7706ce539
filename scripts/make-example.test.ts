import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeExample } from './make-example.ts';

describe('the bank statement example', () => {
  it('is what its generator makes, byte for byte', () => {
    for (const [name, bytes] of Object.entries(makeExample())) {
      const committed = readFileSync(new URL(`../examples/bank-statement/${name}`, import.meta.url));
      expect(
        committed.equals(bytes),
        `${name} differs: run node --conditions=reconcyl-source scripts/make-example.ts`,
      ).toBe(true);
    }
  });

  it('has control totals that add up', () => {
    const { control_totals: totals } = JSON.parse(makeExample()['expected.json'].toString());
    const cents = (name: string) => Math.round(Number(totals[0][name]) * 100);
    expect(cents('source_sum') - cents('target_sum')).toBe(cents('difference'));
    expect(
      cents('listed_differences') +
        cents('forgiven_differences') +
        cents('missing_in_target') -
        cents('missing_in_source'),
    ).toBe(cents('difference'));
  });
});
