import type { RulesetInput } from '@reconcyl/contracts';
import { describe, expect, it } from 'vitest';
import { reconcileTexts } from '../testing/reconcile-texts.ts';
import { comparisonOf, requestOf } from './column-rules.ts';

const csv = (...lines: string[]) => `${lines.join('\n')}\n`;
const planOf = async (source: string, target: string, ruleset: RulesetInput) =>
  (await reconcileTexts(source, target, { ruleset })).plan;
const problemsOf = async (source: string, target: string, ruleset: RulesetInput) => {
  const error: { code?: string; problems?: { path: string; message: string }[] } = await reconcileTexts(
    source,
    target,
    {
      ruleset,
    },
  ).then(
    () => ({}),
    (reason) => reason,
  );
  return { code: error.code, problems: error.problems ?? [] };
};

describe('the rule of a column', () => {
  it('is told to inference in its words', () => {
    expect(
      requestOf({
        format: { source: '1.234,56' },
        extract: '(\\d+)',
        multiply: { target: '100' },
        negate: 'source',
        round: 2,
        null_as_zero: true,
      }),
    ).toMatchObject({
      kind: undefined,
      kindWithoutValues: 'decimal',
      formats: { source: '1.234,56' },
      rules: {
        extract: { source: '(\\d+)', target: '(\\d+)' },
        multiply: { target: '100' },
        negate: 'source',
        round: { scale: 2, mode: 'half_away_from_zero' },
        nullAsZero: true,
      },
    });
    expect(requestOf({ round: { scale: 1, mode: 'half_even' } }).rules?.round).toEqual({ scale: 1, mode: 'half_even' });
    expect(requestOf(undefined)).toEqual({});
  });

  it('makes a column text by options that only text has', () => {
    expect(requestOf({ ignore_leading_zeros: true, keep_case: false })).toMatchObject({
      kind: 'text',
      rules: { text: { ignoreLeadingZeros: true } },
    });
    expect(requestOf({ ignore_leading_zeros: true, kind: 'decimal' }).kind).toBe('decimal');
  });

  it('says what a column without values is by the first kind that has all its options', () => {
    expect(requestOf({ window: { days: 1 } }).kindWithoutValues).toBe('date');
    expect(requestOf({ window: { days: 1 }, precision: 'hour' }).kindWithoutValues).toBe('timestamp');
    expect(requestOf({ nulls: ['x'] }).kindWithoutValues).toBeUndefined();
    expect(requestOf({ round: 2, pivot: 30 }).kindWithoutValues).toBeUndefined();
  });

  it('becomes the members of the plan by which values are compared', () => {
    const holidays = ['2024-12-26', '2024-12-25', '2024-12-25'];
    expect(comparisonOf({ window: { days: 2, business: true, holidays, direction: 'target_later' } }, [])).toEqual({
      window: {
        days: 2,
        business: true,
        weekend: [6, 7],
        holidays: ['2024-12-25', '2024-12-26'],
        direction: 'target_later',
      },
    });
    expect(comparisonOf({ window: { days: 1, weekend: ['sun', 'fri'] } }, []).window).toMatchObject({
      business: false,
      weekend: [5, 7],
      holidays: [],
    });
    expect(comparisonOf({ tolerance: { percent: '1', total: '5' }, currency: 'pay_ccy' }, ['id', 'Pay CCY'])).toEqual({
      tolerance: { percent: '1', total: '5' },
      currencyColumn: 'Pay CCY',
    });
  });
});

describe('a plan', () => {
  it('holds the rules of every column', async () => {
    const plan = await planOf(
      csv('id,name,amount,paid,day', 'a,"O\'Neil",1.2395,yes,31.12.45', 'b,Müller,2,no,01.02.03'),
      csv('id,name,amount,paid,day', 'a,ONeil,-123.9,Y,1945-12-31', 'b,Muller,-200,n,2003-02-01'),
      {
        key: ['id'],
        columns: {
          name: { ignore_punctuation: true, ignore_accents: true },
          amount: { multiply: { source: 100 }, negate: 'target', round: 1, tolerance: { absolute: '0.1', total: 1 } },
          paid: { kind: 'boolean', true_words: ['yes', 'y'], false_words: ['no', 'n'] },
          day: { pivot: 40, window: { days: 1 } },
        },
      },
    );
    const column = (name: string) => plan.columns.find((candidate) => candidate.name === name);
    expect(column('name')).toMatchObject({ kind: 'text', specs: { source: { ignorePunctuation: true } } });
    expect(column('amount')).toMatchObject({
      kind: 'decimal',
      specs: {
        source: { multiply: '100', round: { scale: 1, mode: 'half_away_from_zero' } },
        target: { negate: true, round: { scale: 1, mode: 'half_away_from_zero' } },
      },
      tolerance: { absolute: '0.1', total: '1' },
    });
    expect(column('paid')).toMatchObject({ kind: 'boolean', specs: { target: { trueWords: ['yes', 'y'] } } });
    expect(column('day')).toMatchObject({ kind: 'date', specs: { source: { pivot: 40 } }, window: { days: 1 } });
  });

  it('takes the currency of amounts from the one column of ISO codes, unless the rule names another', async () => {
    const lines = ['id,amount,currency,qty', 'a,1.50,EUR,3', 'b,2.50,USD,4'];
    const inferred = await planOf(csv(...lines), csv(...lines), { key: ['id'], columns: { qty: { kind: 'text' } } });
    expect(inferred.columns.map(({ currencyColumn }) => currencyColumn)).toEqual([
      undefined,
      'currency',
      undefined,
      undefined,
    ]);
    const two = ['id,amount,currency,settled', 'a,1.50,EUR,USD', 'b,2.50,USD,USD'];
    const ambiguous = await planOf(csv(...two), csv(...two), { key: ['id'] });
    expect(ambiguous.columns.every(({ currencyColumn }) => currencyColumn === undefined)).toBe(true);
    const given = await planOf(csv(...two), csv(...two), { key: ['id'], columns: { amount: { currency: 'Settled' } } });
    expect(given.columns[1]?.currencyColumn).toBe('settled');
  });

  it('says of which whole numbers no totals are taken', async () => {
    const lines = ['id,batch no,amount', 'a,17,5', 'b,18,6'];
    const plan = await planOf(csv(...lines), csv(...lines), { key: ['id'] });
    expect(plan.columns.map(({ identifierLike }) => identifierLike)).toEqual([undefined, true, undefined]);
  });
});

describe('rules that do not fit their columns', () => {
  it('are refused all at once, with their paths', async () => {
    const lines = ['id,name,day,amount', 'a,x,2024-01-05,1.5', 'b,y,2024-01-06,2.5'];
    const known = await problemsOf(csv(...lines), csv(...lines), {
      key: ['id'],
      columns: {
        name: { round: 2, tolerance: { absolute: 1 } },
        day: { negate: 'source' },
        amount: { window: { days: 1 } },
      },
    });
    expect(known.code).toBe('RECON_RULESET_INVALID');
    expect(known.problems.map(({ path }) => path)).toEqual([
      'columns.name.tolerance',
      'columns.name.round',
      'columns.day.negate',
      'columns.amount.window',
    ]);
    expect(known.problems[0]?.message).toContain('is for decimal, and the column is text');
  });

  it('are refused for a key that is given beside the ruleset', async () => {
    const lines = ['id,amount', '1,1.5', '2,2.5'];
    const error = await reconcileTexts(csv(...lines), csv(...lines), {
      key: ['id'],
      ruleset: { columns: { id: { kind: 'decimal', tolerance: { absolute: 1 } } } },
    }).catch((reason) => reason);
    expect(error).toMatchObject({ code: 'RECON_RULESET_INVALID', problems: [{ path: 'columns.id.tolerance' }] });
  });

  it('keep a column from being inferred as the key', async () => {
    const lines = ['no,when,what', '1,2024-01-01,a', '2,2024-01-02,a', '3,2024-01-03,b'];
    const plan = await planOf(csv(...lines), csv(...lines), {
      columns: { no: { kind: 'decimal', round: 0 }, what: { ignore: true } },
    });
    expect(plan.key.columns).toEqual(['when']);
  });

  it('hold for columns that have no values today', async () => {
    const lines = ['id,amount,day', 'a,,', 'b,,'];
    const plan = await planOf(csv(...lines), csv(...lines), {
      key: ['id'],
      columns: { amount: { tolerance: { absolute: 1 } }, day: { window: { days: 1 } } },
    });
    expect(plan.columns.map(({ kind }) => kind)).toEqual(['text', 'decimal', 'date']);
  });
});
