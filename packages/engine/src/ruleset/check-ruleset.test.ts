import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ReconcylError } from '@reconcyl/contracts';
import { describe, expect, it } from 'vitest';
import { scratchFolder } from '../duckdb/testing/scratch.ts';
import { checkRuleset, checkRulesetText } from './check-ruleset.ts';
import { readRuleset } from './parse-ruleset.ts';

const source = ['Reference', 'Booking date', 'amount', 'note'];
const target = ['reference', 'Valuta', 'Betrag', 'note'];

async function check(ruleset: string): Promise<ReconcylError | undefined> {
  try {
    // Not through parseRuleset, which tells what can be told without the files.
    const read = readRuleset(ruleset);
    await checkRuleset(read.ruleset, { source, target }, { workDir: await scratchFolder() });
    return undefined;
  } catch (error) {
    if (error instanceof ReconcylError) return error;
    throw error;
  }
}

describe('holding a ruleset against both headers', () => {
  it('takes names that agree but for case, blanks and underscores', async () => {
    expect(
      await check(
        'key: REFERENCE\ncolumns: { booking_date: { target: valuta }, Amount: { target: betrag } }\nignore: [Note]',
      ),
    ).toBeUndefined();
  });

  it('tells unknown columns with path and suggestion, all at once', async () => {
    const error = await check('key: refernce\ncolumns: { ammount: { target: Betrg } }\nignore: [nothing like it]');
    expect(error?.code).toBe('RECON_COLUMN_UNKNOWN');
    expect(error?.problems).toEqual([
      { path: 'columns.ammount', message: 'unknown column `ammount` in the source file; did you mean `amount`?' },
      { path: 'columns.ammount.target', message: 'unknown column `Betrg` in the target file; did you mean `Betrag`?' },
      { path: 'ignore[0]', message: 'unknown column `nothing like it`' },
      { path: 'key[0]', message: 'unknown column `refernce` in the source file; did you mean `Reference`?' },
    ]);
    expect(error?.detail).toContain('key[0]: unknown column');
  });

  it('wants a key column on both sides, by mapping where the names differ', async () => {
    const error = await check('key: [amount]');
    expect(error?.code).toBe('RECON_KEY_COLUMN_UNKNOWN');
    expect(error?.problems[0]?.message).toBe('unknown column `amount` in the target file');
    expect(await check('key: [amount]\ncolumns: { amount: { target: Betrag } }')).toBeUndefined();
  });

  it('lets a rule name a column that only one file has', async () => {
    expect(await check('columns: { Valuta: { ignore: true } }\nignore: [Betrag, amount]')).toBeUndefined();
  });

  it('refuses a tolerance on a key column', async () => {
    const error = await check('key: Reference\ncolumns: { reference: { tolerance: { absolute: 1 } } }');
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
  ])('looks for every column that %j names', async (ruleset, path) => {
    const error = await check(ruleset);
    expect(error?.code).toBe('RECON_COLUMN_UNKNOWN');
    expect(
      error?.problems.filter(({ message }) => message.startsWith('unknown column')).map((one) => one.path),
    ).toContain(path);
  });

  it('refuses two rules for one column', async () => {
    expect((await check('columns: { Amount: { nulls: [x] }, amount: { ignore: true } }'))?.code).toBe(
      'RECON_RULESET_INVALID',
    );
  });

  it('knows the amount that a debit and credit pair becomes', async () => {
    const pair = 'target: { debit_credit: { debit: Valuta, credit: Betrag, as: amount } }';
    expect(await check(`columns: { amount: { kind: decimal, target: amount } }\n${pair}`)).toBeUndefined();
  });

  it('tells unknown debit and credit columns, and an amount that is there already', async () => {
    const error = await check('target: { debit_credit: { debit: Valta, credit: Betrag, as: note } }');
    expect(error?.problems.map(({ path }) => path)).toEqual(['target.debit_credit.debit', 'target.debit_credit.as']);
  });

  it('is not confused by columns that are called like members of objects', async () => {
    expect((await check('key: constructor'))?.code).toBe('RECON_KEY_COLUMN_UNKNOWN');
    expect((await check('columns: { toString: { ignore: true } }'))?.code).toBe('RECON_COLUMN_UNKNOWN');
  });
});

describe('regular expressions of a ruleset', () => {
  it.each([
    ['(?=x)(a)', 'invalid perl operator'],
    ['(a)\\1', 'invalid escape sequence'],
    ['(a{1,1000}){1,1000}', 'invalid repetition size'],
    ['(', 'missing )'],
  ])('refuse %s, which RE2 does not take', async (expression, said) => {
    const error = await check(`columns: { note: { extract: { target: ${JSON.stringify(expression)} } } }`);
    expect(error?.code).toBe('RECON_RULESET_INVALID');
    expect(error?.problems).toEqual([
      { path: 'columns.note.extract.target', message: expect.stringContaining(`RE2 does not take it: ${said}`) },
    ]);
  });

  it('may be evil: RE2 takes linear time', async () => {
    expect(await check('columns: { note: { extract: "(a+)+$" }, amount: { extract: "(x*)*y" } }')).toBeUndefined();
  });
});

describe('checking the text of a ruleset with its files', () => {
  const text = 'kee: x\ncolumns: { ammount: { round: 99 }, note: { extract: "(\\\\1)" } }\nsource: { delimiter: ";;" }';

  async function files(content = 'Reference;amount;note\n1;2;3\n') {
    const folder = await scratchFolder();
    for (const side of ['source', 'target']) await writeFile(join(folder, `${side}.csv`), content);
    const file = (side: string) => ({ path: join(folder, `${side}.csv`), displayName: `${side}.csv` });
    return { source: file('source'), target: file('target') };
  }

  it('tells shape, rules, expressions and names in one round', async () => {
    const checking = checkRulesetText({ text, files: await files(), workDir: await scratchFolder() });
    const error = await checking.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'RECON_RULESET_INVALID' });
    expect((error as ReconcylError).problems.map(({ path }) => path).toSorted()).toEqual([
      'columns.ammount',
      'columns.ammount.round',
      'columns.note.extract',
      'kee',
      'source.delimiter',
    ]);
  });

  it('tells its own mistakes where a file cannot be read', async () => {
    const checking = checkRulesetText({ text: 'kee: x', files: await files(''), workDir: await scratchFolder() });
    await expect(checking).rejects.toMatchObject({ code: 'RECON_RULESET_INVALID', problems: [{ path: 'kee' }] });
    const right = checkRulesetText({ text: 'key: x', files: await files(''), workDir: await scratchFolder() });
    await expect(right).rejects.toMatchObject({ code: 'RECON_FILE_EMPTY' });
  });

  it('gives the ruleset where all is well', async () => {
    const request = { files: await files(), workDir: await scratchFolder() };
    expect(await checkRulesetText({ ...request, text: 'key: reference' })).toEqual({ version: 1, key: ['reference'] });
    expect(await checkRulesetText({ text: 'key: nowhere', workDir: await scratchFolder() })).toMatchObject({
      key: ['nowhere'],
    });
  });
});
