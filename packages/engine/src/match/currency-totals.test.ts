import { describe, expect, it } from 'vitest';
import { reconcileTexts } from '../testing/reconcile-texts.ts';

describe('control totals by currency', () => {
  it('are proven for each code that a column names, whichever side differs or is missing', async () => {
    const { summary } = await reconcileTexts(
      'id,amount,cur\n1,10.00,EUR\n2,20.00,USD\n3,5.00,eur\n4,7.00,USD\n',
      'id,amount,cur\n1,10.00,EUR\n2,19.50,USD\n3,5.00,GBP\n5,1.00,EUR\n',
      { key: ['id'], ruleset: { columns: { amount: { currency: 'cur' } } } },
    );
    // Row 3 agrees in its amount, and is 5 euros on one side and 5 pounds on the other.
    expect(summary.control_totals).toMatchObject([
      {
        column: 'amount',
        currency: 'EUR',
        source_sum: '15.00',
        target_sum: '11.00',
        difference: '4.00',
        listed_differences: '0',
        forgiven_differences: '5.00',
        missing_in_target: '0',
        missing_in_source: '1.00',
        differing: 0,
      },
      { currency: 'GBP', source_sum: '0', target_sum: '5.00', forgiven_differences: '-5.00', differing: 0 },
      {
        currency: 'USD',
        source_sum: '27.00',
        target_sum: '19.50',
        difference: '7.50',
        listed_differences: '0.50',
        gross_difference: '0.50',
        missing_in_target: '7.00',
        differing: 1,
      },
    ]);
  });

  it('take the code in the value, and that of the other record where one names none', async () => {
    const { summary } = await reconcileTexts(
      'id,amount\n1,10.00 EUR\n2,20.00 EUR\n3,3.00 USD\n',
      'id,amount\n1,10.00\n2,EUR 21.00\n3,EUR 3.00\n',
      {
        key: ['id'],
      },
    );
    expect(summary.counts).toMatchObject({ agreeing: 1, discrepancies: 2 });
    expect(summary.control_totals).toMatchObject([
      {
        currency: 'EUR',
        source_sum: '30.00',
        target_sum: '34.00',
        listed_differences: '-4.00',
        gross_difference: '4.00',
      },
      { currency: 'USD', source_sum: '3.00', target_sum: '0', listed_differences: '3.00', gross_difference: '3.00' },
    ]);
  });

  it('add what the cells say before rounding, multiplying by the ruleset, and words for nothing', async () => {
    const { summary } = await reconcileTexts('id,amount\n1,10.04\n2,9999\n3,1.00\n', 'id,amount\n1,1001\n2,\n3,100\n', {
      key: ['id'],
      ruleset: { columns: { amount: { kind: 'decimal', multiply: { source: '100' }, round: 0, nulls: ['9999'] } } },
    });
    // 1004 against 1001; 999900 against nothing, agreed by the word; 100 against 100
    expect(summary.counts).toMatchObject({ agreeing: 2, discrepancies: 1 });
    expect(summary.control_totals).toMatchObject([
      {
        source_sum: '1001004.00',
        target_sum: '1101.00',
        listed_differences: '3.00',
        forgiven_differences: '999900.00',
      },
    ]);
  });
});
