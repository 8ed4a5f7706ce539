import { type ControlTotal, ReconcylError } from '@reconcyl/contracts';
import type { Database } from '../duckdb/open.ts';
import { add, type ExactDecimal, equals, formatDecimal, subtract, zero } from '../numbers/exact-decimal.ts';
import type { ColumnPlan, Plan } from '../types.ts';
import { hasCurrency } from './amounts.ts';
import { decimalSpec, forgivenSum, mayForgive, readExactSum } from './column-statistics.ts';
import { type TotalParts, totalsByCurrency } from './currency-totals.ts';
import type { MissingAmounts } from './differences.ts';
import { groupSums } from './one-to-many-write.ts';
import type { Matching } from './stream-pairs.ts';

/**
 * The control totals of every decimal column outside the key. The sums of both sides come from the pass over all records, the
 * listed and missing amounts from the breaks alone, so that a break that was lost on the way shows.
 *
 * @throws RECON_CONTROL_TOTALS when a total does not hold: a bug, so no answer is given.
 */
export async function controlTotals(
  database: Database,
  plan: Plan,
  matching: Matching,
  missing: ReadonlyMap<number, MissingAmounts>,
): Promise<ControlTotal[]> {
  const listed = await listedAmounts(database, plan, missing);
  const totals: ControlTotal[] = [];
  for (const [index, amounts] of missing) {
    const column = plan.columns[index];
    const statistics = matching.statistics[index];
    if (column === undefined || statistics?.sums === undefined) continue;
    const { differences, gross, count } = listed.get(index) ?? { differences: zero, gross: zero, count: 0 };
    const forgiven = mayForgive(column, statistics)
      ? readExactSum(await text(database, `select ${forgivenSum(column)} from ${matching.judged([column])}`), column)
      : zero;
    const grouped = await groupSums(database, plan, column);
    const groups = subtract(grouped.source, grouped.target);
    const whole = {
      ...statistics.sums,
      ...amounts,
      listed: differences,
      gross,
      count,
      forgiven,
      groups,
      currency: undefined,
    };
    const proven = toTotal(column, whole);
    if (column.identifierLike === true) continue;
    totals.push(
      ...(hasCurrency(column)
        ? (await totalsByCurrency(database, plan, matching, index, column)).map((parts) => toTotal(column, parts))
        : [proven]),
    );
  }
  return totals;
}

/** @throws RECON_CONTROL_TOTALS when the parts do not add up. */
function toTotal(column: ColumnPlan, parts: TotalParts): ControlTotal {
  const { currency, source, target, listed, forgiven, groups, missingInTarget, missingInSource, gross, count } = parts;
  const difference = subtract(source, target);
  const explained = subtract(add(add(add(listed, forgiven), groups), missingInTarget), missingInSource);
  if (!equals(difference, explained)) {
    throw new ReconcylError('RECON_CONTROL_TOTALS', `The amounts of column ${column.sourceIndex + 1} do not add up.`);
  }
  return {
    column: column.name,
    ...(currency === undefined ? {} : { currency }),
    source_sum: formatDecimal(source),
    target_sum: formatDecimal(target),
    difference: formatDecimal(difference),
    listed_differences: formatDecimal(listed),
    forgiven_differences: formatDecimal(forgiven),
    group_differences: formatDecimal(groups),
    missing_in_target: formatDecimal(missingInTarget),
    missing_in_source: formatDecimal(missingInSource),
    gross_difference: formatDecimal(gross),
    differing: count,
  };
}

interface ListedAmounts {
  readonly differences: ExactDecimal;
  readonly gross: ExactDecimal;
  /** Listed cells, those that are no number too. */
  readonly count: number;
}

/** Sums of the listed differences of each decimal column, in whole units of its scale, so that they stay exact and fast. */
async function listedAmounts(
  database: Database,
  plan: Plan,
  missing: ReadonlyMap<number, MissingAmounts>,
): Promise<Map<number, ListedAmounts>> {
  const rows = await database.query(`select column_index, sum(units)::varchar, sum(abs(units))::varchar,
    count(*)
    from (select column_index, replace(amount, '.', '')::hugeint as units from differences where amount is not null)
    group by column_index`);
  const decimals = new Map(
    [...missing.keys()].flatMap((index) => {
      const column = plan.columns[index];
      return column === undefined ? [] : [[index, decimalSpec(column).scale] as const];
    }),
  );
  return new Map(
    rows.map(([index, differences, gross, count]) => {
      const scale = decimals.get(Number(index)) ?? 0;
      const amount = (units: unknown): ExactDecimal => ({ unscaled: BigInt(String(units)), scale });
      return [Number(index), { differences: amount(differences), gross: amount(gross), count: Number(count) }];
    }),
  );
}

async function text(database: Database, sql: string): Promise<string> {
  const [row] = await database.query(sql);
  return String(row?.[0] ?? '0');
}
