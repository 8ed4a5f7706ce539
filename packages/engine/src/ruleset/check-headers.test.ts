import { ReconcylError } from '@reconcyl/contracts';
import { describe, expect, it } from 'vitest';
import { checkRulesetAgainstHeaders } from './check-headers.ts';
import { parseRuleset } from './parse-ruleset.ts';

const source = ['Reference', 'Booking date', 'amount', 'note'];
const target = ['reference', 'Valuta', 'Betrag', 'note'];

function check(ruleset: string): ReconcylError | undefined {
  try {
    checkRulesetAgainstHeaders(parseRuleset(ruleset), source, target);
    return undefined;
  } catch (error) {
    if (error instanceof ReconcylError) return error;
    throw error;
  }
}

describe('holding a ruleset against both headers', () => {
  it('takes names that agree but for case, blanks and underscores', () => {
    expect(
      check(
        'key: REFERENCE\ncolumns: { booking_date: { target: valuta }, Amount: { target: betrag } }\nignore: [Note]',
      ),
    ).toBeUndefined();
  });

  it('tells unknown columns with path and suggestion, all at once', () => {
    const error = check('key: refernce\ncolumns: { ammount: { target: Betrg } }\nignore: [nothing like it]');
    expect(error?.code).toBe('RECON_COLUMN_UNKNOWN');
    expect(error?.problems).toEqual([
      { path: 'columns.ammount', message: 'unknown column `ammount` in the source file; did you mean `amount`?' },
      { path: 'columns.ammount.target', message: 'unknown column `Betrg` in the target file; did you mean `Betrag`?' },
      { path: 'ignore[0]', message: 'unknown column `nothing like it`' },
      { path: 'key[0]', message: 'unknown column `refernce` in the source file; did you mean `Reference`?' },
    ]);
    expect(error?.detail).toContain('key[0]: unknown column');
  });

  it('wants a key column on both sides, by mapping where the names differ', () => {
    const error = check('key: [amount]');
    expect(error?.code).toBe('RECON_KEY_COLUMN_UNKNOWN');
    expect(error?.problems[0]?.message).toBe('unknown column `amount` in the target file');
    expect(check('key: [amount]\ncolumns: { amount: { target: Betrag } }')).toBeUndefined();
  });

  it('lets a rule name a column that only one file has', () => {
    expect(check('columns: { Valuta: { ignore: true } }\nignore: [Betrag, amount]')).toBeUndefined();
  });

  it('refuses a tolerance on a key column', () => {
    const error = check('key: Reference\ncolumns: { reference: { tolerance: { absolute: 1 } } }');
    expect(error?.code).toBe('RECON_RULESET_INVALID');
    expect(error?.problems[0]?.path).toBe('columns.reference.tolerance');
  });

  it.each([
    ['columns: { amount: { target: Betrag, currency: curency } }', 'columns.amount.currency'],
    ['one_to_many: { amount: amuont }', 'one_to_many.amount'],
    [
      'columns: { amount: { target: Betrag } }\none_to_many: { amount: amount, date: Booking date }',
      'one_to_many.date',
    ],
    ['one_to_many: { amount: note, same: [Reference, Valuta] }', 'one_to_many.same[1]'],
    ['source: { scope: [{ column: amount, from: 1 }, { column: Betrag, to: 5 }] }', 'source.scope[1].column'],
    ['target: { scope: [{ column: amount, from: 1 }] }', 'target.scope[0].column'],
  ])('looks for every column that %j names', (ruleset, path) => {
    const error = check(ruleset);
    expect(error?.code).toBe('RECON_COLUMN_UNKNOWN');
    expect(
      error?.problems.filter(({ message }) => message.startsWith('unknown column')).map((one) => one.path),
    ).toContain(path);
  });

  it('refuses two rules for one column', () => {
    expect(check('columns: { Amount: { nulls: [x] }, amount: { ignore: true } }')?.code).toBe('RECON_RULESET_INVALID');
  });

  it('knows the amount that a debit and credit pair becomes', () => {
    const pair = 'target: { debit_credit: { debit: Valuta, credit: Betrag, as: amount } }';
    expect(check(`columns: { amount: { kind: decimal, target: amount } }\n${pair}`)).toBeUndefined();
  });

  it('tells unknown debit and credit columns, and an amount that is there already', () => {
    const error = check('target: { debit_credit: { debit: Valta, credit: Betrag, as: note } }');
    expect(error?.problems.map(({ path }) => path)).toEqual(['target.debit_credit.debit', 'target.debit_credit.as']);
  });

  it('is not confused by columns that are called like members of objects', () => {
    expect(check('key: constructor')?.code).toBe('RECON_KEY_COLUMN_UNKNOWN');
    expect(check('columns: { toString: { ignore: true } }')?.code).toBe('RECON_COLUMN_UNKNOWN');
  });
});
