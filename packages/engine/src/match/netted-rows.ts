import type { Finding, Side } from '@reconcyl/contracts';
import type { Database } from '../duckdb/open.ts';
import { canonicalSql } from '../kinds/index.ts';
import type { Plan } from '../types.ts';
import type { Sides } from './matching.ts';
import { sideRelation } from './sides.ts';

/** A warning for each side of which rows have both a debit and a credit: they were netted. */
export async function nettedRows(database: Database, plan: Plan, sides: Sides): Promise<Finding[]> {
  const warnings: Finding[] = [];
  for (const side of ['source', 'target'] as const) {
    const pair = plan.debitCredit[side];
    if (pair === undefined) continue;
    const isAmount = (index: number, spec: typeof pair.debit) => `${canonicalSql(`c${index}`, spec)} <> 0`;
    const [row] = await database.query(`select count(*) from ${sideRelation(sides[side], undefined)}
      where ${isAmount(pair.debitIndex, pair.debit)} and ${isAmount(pair.creditIndex, pair.credit)}`);
    const count = Number(row?.[0]);
    if (count > 0) warnings.push(netted(side, pair.as, count));
  }
  return warnings;
}

function netted(side: Side, amount: string, count: number): Finding {
  return {
    code: 'debit_and_credit_netted',
    message: `${count === 1 ? '1 row' : `${count} rows`} of the ${side} have both a debit and a credit; ${amount} is their difference.`,
    columns: [amount],
    count,
  };
}
