import { ReconcylError, type Ruleset, type Side } from '@reconcyl/contracts';
import type { Database } from '../duckdb/open.ts';
import { inferColumnKinds } from '../kinds/index.ts';
import type { Sides } from '../match/matching.ts';
import { amountSql } from '../match/sides.ts';
import { normaliseColumnName } from '../reading/index.ts';
import type { DebitCreditPlan, Plan } from '../types.ts';
import { tablesOf } from './side-tables.ts';

/**
 * Adds to the tables `source` and `target` the amount that the ruleset makes of a debit and a credit column, behind the columns of the
 * file.
 *
 * @throws RECON_COLUMN_UNKNOWN; RECON_RULESET_INVALID where the values do not tell which separator marks the decimals.
 */
export async function addAmounts(
  database: Database,
  sides: Sides,
  ruleset: Ruleset | undefined,
): Promise<Plan['debitCredit']> {
  return {
    ...(await addAmount(database, sides, ruleset, 'source')),
    ...(await addAmount(database, sides, ruleset, 'target')),
  };
}

async function addAmount(
  database: Database,
  sides: Sides,
  ruleset: Ruleset | undefined,
  side: Side,
): Promise<Partial<Record<Side, DebitCreditPlan>>> {
  const rule = ruleset?.[side]?.debit_credit;
  if (rule === undefined) return {};
  const index = (name: string) => {
    const wanted = normaliseColumnName(name);
    const found = sides[side].columns.findIndex((column) => normaliseColumnName(column) === wanted);
    if (found < 0) throw new ReconcylError('RECON_COLUMN_UNKNOWN', `The ${side} has no column \`${name}\`.`);
    return found;
  };
  const [debitIndex, creditIndex] = [index(rule.debit), index(rule.credit)];
  const request = (position: number) => ({
    name: sides[side].columns[position] ?? '',
    sourceIndex: side === 'source' ? position : -1,
    targetIndex: side === 'target' ? position : -1,
    kind: 'decimal' as const,
    ...(rule.format === undefined ? {} : { formats: { source: rule.format, target: rule.format } }),
    nulls: ruleset?.nulls ?? [],
  });
  const [debit, credit] = await inferColumnKinds(database, {
    ...tablesOf(sides, ruleset),
    pairs: [request(debitIndex), request(creditIndex)],
  });
  if (debit === undefined || credit === undefined) throw new TypeError('inference answers for each column');
  for (const column of [debit, credit]) {
    if (column.specs[side].kind !== 'decimal') throw undecidedAmount(side, column.name);
  }
  const plan: DebitCreditPlan = {
    debitIndex,
    creditIndex,
    debit: debit.specs[side],
    credit: credit.specs[side],
    as: rule.as,
    reverse: rule.reverse ?? false,
  };
  const name = `c${sides[side].columns.length}`;
  await database.query(`create or replace table ${side} as select *, ${amountSql(plan)} as ${name} from ${side}`);
  return { [side]: plan };
}

function undecidedAmount(side: Side, name: string): ReconcylError {
  const message = `the amounts of \`${name}\` do not tell which separator marks the decimals`;
  return new ReconcylError('RECON_RULESET_INVALID', `${side}.debit_credit: ${message}; set its \`format\`.`, {
    problems: [{ path: `${side}.debit_credit.format`, message }],
  });
}
