import type { Side } from '@reconcyl/contracts';
import type { Database } from '../duckdb/open.ts';
import { canonicalSql } from '../kinds/index.ts';
import { zero } from '../numbers/exact-decimal.ts';
import type { Plan } from '../types.ts';
import { currencyCodeSql, ownAmountSql, sharedCurrencyColumn } from './amounts.ts';
import { decimalSpec, readExactSum } from './column-statistics.ts';
import { exactSum } from './exact-sum.ts';
import { indexOn } from './key-sql.ts';
import type { CurrencySums } from './matching.ts';

/** The sums of the tables `source` and `target` by currency, where one column says it: what the streamed pass gives by the way. */
export async function sideCurrencies(database: Database, plan: Plan): Promise<CurrencySums[] | undefined> {
  const shared = sharedCurrencyColumn(plan);
  if (shared === undefined) return undefined;
  const columns = plan.columns.filter(({ currencyColumn }) => currencyColumn === shared.name);
  const sums = (side: Side) => {
    const amounts = columns.map((column) => {
      const cell = `c${indexOn(column, side)}`;
      const amount = ownAmountSql(column, side, cell) ?? canonicalSql(cell, column.specs[side]);
      return exactSum(amount, decimalSpec(column).width);
    });
    const code = currencyCodeSql(shared, side, `c${indexOn(shared, side)}`);
    return `select '${side}' as side, ${code} as code, ${amounts.join(', ')} from ${side} group by code`;
  };
  const rows = await database.query(`${sums('source')} union all ${sums('target')}`);
  return rows.map(([side, code, ...values]) => {
    const isSource = side === 'source';
    const currency = code as string | null;
    return {
      source: isSource ? currency : null,
      target: isSource ? null : currency,
      sums: new Map(
        columns.map((column, position) => {
          const sum = readExactSum(String(values[position] ?? '0'), column);
          return [plan.columns.indexOf(column), { source: isSource ? sum : zero, target: isSource ? zero : sum }];
        }),
      ),
    };
  });
}
