import { describe, expect, it } from 'vitest';
import { reconcileTexts } from '../testing/reconcile-texts.ts';
import type { Plan } from '../types.ts';
import { mayStream } from './may-stream.ts';

const plan = ({ rows = 1_000_000, columns = 9, ...rest }: Record<string, unknown> = {}) =>
  ({
    readings: { source: { rows: 10 }, target: { rows } },
    columns: Array.from({ length: columns as number }),
    key: { columns: ['id'], inferred: true },
    ...rest,
  }) as unknown as Plan;

describe('mayStream', () => {
  it('lets a pair through whose larger side has 250 records for each of at most 250 columns', () => {
    expect(mayStream(plan({ rows: 9 * 250 }))).toBe(true);
    expect(mayStream(plan({ rows: 9 * 250 - 1 }))).toBe(false);
    expect(mayStream(plan({ columns: 250 }))).toBe(true);
    expect(mayStream(plan({ columns: 251 }))).toBe(false);
    expect(mayStream(plan({ rows: 18 }), 2)).toBe(true);
  });

  it('lets none through where more than a key that is there once matches records', () => {
    for (const key of [{ repeats: true }, { wholeRow: true }]) {
      expect(mayStream(plan({ key: { columns: ['id'], inferred: true, ...key } }))).toBe(false);
    }
    expect(mayStream(plan({ oneToMany: {} }))).toBe(false);
  });
});

describe('an inspection', () => {
  const text = 'id,amount\n1,5\n1,6\n2,7\n';

  it('looks whether the key repeats where a pair is large enough to stream', async () => {
    const streamed = await reconcileTexts(text, text, { key: ['id'], streamedRowsPerColumn: 0 });
    expect(streamed.plan.key.repeats).toBe(true);
    const small = await reconcileTexts(text, text, { key: ['id'] });
    expect(small.plan.key).not.toHaveProperty('repeats');
    expect(small.summary.counts).toEqual(streamed.summary.counts);
  });
});
