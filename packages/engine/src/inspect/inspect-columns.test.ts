import { describe, expect, it } from 'vitest';
import { reconcileTexts } from '../testing/reconcile-texts.ts';

describe('columns that only one file has', () => {
  it('are proposed as one when they hold the same values on the matched records', async () => {
    const { summary } = await reconcileTexts(
      'id,iban,memo\n1,DE01,a\n2,DE02,b\n3,DE03,c\n4,DE04,d\n',
      'id,beneficiary,remark\n4,de04,w\n3,DE03 ,x\n2,DE02,y\n1,DE01,z\n',
      { key: ['id'] },
    );
    expect(summary.not_compared.likely_renames).toEqual([
      { source: 'iban', target: 'beneficiary', why: 'values', share: 1 },
    ]);
  });

  it('are not proposed by values that are all the same', async () => {
    const { summary } = await reconcileTexts('id,x\n1,EUR\n2,EUR\n3,EUR\n', 'id,qqq\n1,EUR\n2,EUR\n3,EUR\n', {
      key: ['id'],
    });
    expect(summary.not_compared.likely_renames).toEqual([]);
  });
});

describe('a file without a header beside one that has one', () => {
  it('is matched by position, whichever side it is', async () => {
    const headed = 'id,amount\nA-1,10.00\nA-2,20.00\n';
    const bare = 'A-1,10.00\nA-2,21.00\n';
    const other = await reconcileTexts(headed, bare, { key: ['id'], ruleset: { target: { header: false } } });
    expect(other.summary.counts).toMatchObject({ agreeing: 1, discrepancies: 1 });
    expect(other.summary.files.target.columns).toEqual(['id', 'amount']);
    expect(other.summary.warnings.map(({ code }) => code)).toContain('columns_named_by_position');
    const turned = await reconcileTexts(bare, headed, { key: ['id'], ruleset: { source: { header: false } } });
    expect(turned.summary.counts).toMatchObject({ agreeing: 1, discrepancies: 1 });
  });

  it('keeps its own names where the ruleset uses them', async () => {
    const { summary } = await reconcileTexts('id,amount\nA-1,10.00\n', '10.00,A-1\n', {
      ruleset: {
        key: 'id',
        target: { header: false },
        columns: { id: { target: 'column_2' }, amount: { target: 'column_1' } },
      },
    });
    expect(summary.counts).toMatchObject({ agreeing: 1, discrepancies: 0 });
  });
});

it('counts the rows that have both a debit and a credit', async () => {
  const { summary } = await reconcileTexts(
    'id,debit,credit\n1,30.00,20.00\n2,,5.00\n3,0.00,7.00\n',
    'id,amount\n1,-10.00\n2,5.00\n3,7.00\n',
    {
      key: ['id'],
      ruleset: { source: { debit_credit: { debit: 'debit', credit: 'credit', as: 'amount' } } },
    },
  );
  expect(summary.verdict).toBe('agree');
  expect(summary.warnings).toContainEqual(
    expect.objectContaining({ code: 'debit_and_credit_netted', columns: ['amount'], count: 1 }),
  );
});
