import { type ControlTotal, ReconcylError } from '@reconcyl/contracts';
import type { Database } from '../duckdb/open.ts';
import { add, type ExactDecimal, equals, formatDecimal, subtract, zero } from '../numbers/exact-decimal.ts';
import type { ColumnPlan, Plan } from '../types.ts';
import { currencyCodeSql, hasCurrency, sharedCurrencyColumn } from './amounts.ts';
import { decimalSpec, forgivenSum, mayForgive, readExactSum } from './column-statistics.ts';
import { type FoundAmounts, type ListedAmounts, partsOfPass } from './currency-parts.ts';
import { type TotalParts, totalsByCurrency } from './currency-totals.ts';
import type { MissingAmounts } from './differences.ts';
import type { Matching } from './matching.ts';
import { groupSums } from './one-to-many-write.ts';

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
  missing: ReadonlyMap<number, readonly MissingAmounts[]>,
): Promise<ControlTotal[]> {
  const listed = await listedAmounts(database, plan, missing);
  const totals: ControlTotal[] = [];
  for (const [index, amounts] of missing) {
    const column = plan.columns[index];
    const statistics = matching.statistics[index];
    if (column === undefined || statistics?.sums === undefined) continue;
    const forgiven = mayForgive(column, statistics)
      ? readExactSum(await text(database, `select ${forgivenSum(column)} from ${matching.judged([column])}`), column)
      : zero;
    const grouped = await groupSums(database, plan, column);
    const groups = subtract(grouped.source, grouped.target);
    const found = { missing: amounts, listed: listed.get(index) ?? [] };
    const whole = { ...statistics.sums, ...sumOf(found), forgiven, groups, currency: undefined };
    const proven = toTotal(column, whole);
    if (column.identifierLike === true) continue;
    if (!hasCurrency(column)) totals.push(proven);
    else {
      const parts =
        partsOfPass(plan, matching, index, column, found) ??
        (await totalsByCurrency(database, plan, matching, index, column));
      totals.push(...parts.map((part) => toTotal(column, part)));
    }
  }
  return totals;
}

/** What was found of a column in the listing, all currencies together. */
function sumOf({ missing, listed }: FoundAmounts) {
  const total = <Part>(parts: readonly Part[], pick: (part: Part) => ExactDecimal) => parts.map(pick).reduce(add, zero);
  return {
    missingInTarget: total(missing, (part) => part.missingInTarget),
    missingInSource: total(missing, (part) => part.missingInSource),
    listed: total(listed, (part) => part.listed),
    gross: total(listed, (part) => part.gross),
    count: listed.reduce((sum, { count }) => sum + count, 0),
  };
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

/** Sums of the listed differences of each decimal column and currency, in whole units of its scale, so that they stay exact and fast. */
async function listedAmounts(
  database: Database,
  plan: Plan,
  missing: ReadonlyMap<number, unknown>,
): Promise<Map<number, ListedAmounts[]>> {
  const shared = sharedCurrencyColumn(plan);
  const code = shared === undefined ? 'null' : currencyCodeSql(shared, 'source', 'currency');
  // A sum of integers of 38 digits may have more than DuckDB's widest integer; one of unbounded size takes ten times as long.
  const isWide = [...missing.keys()].some((index) => {
    const column = plan.columns[index];
    return column !== undefined && decimalSpec(column).width > mostDigitsSummed;
  });
  const units = isWide ? 'bignum' : 'hugeint';
  const rows = await database.query(`select column_index, code, sum(digits::${units})::varchar,
      sum(ltrim(digits, '-')::${units})::varchar, count(*)
    from (select column_index, ${code} as code, replace(amount, '.', '') as digits from differences where amount is not null)
    group by column_index, code`);
  const listed = new Map<number, ListedAmounts[]>();
  for (const [index, currency, differences, gross, count] of rows) {
    const column = plan.columns[Number(index)];
    if (column === undefined || !missing.has(Number(index))) continue;
    const amount = (units: unknown): ExactDecimal => ({
      unscaled: BigInt(String(units)),
      scale: decimalSpec(column).scale,
    });
    const amounts = { listed: amount(differences), gross: amount(gross), count: Number(count) };
    const known = listed.get(Number(index)) ?? [];
    listed.set(Number(index), [...known, { currency: currency as string | null, ...amounts }]);
  }
  return listed;
}

/** The sum of a billion integers of so many digits fits. */
const mostDigitsSummed = 28;

async function text(database: Database, sql: string): Promise<string> {
  const [row] = await database.query(sql);
  return String(row?.[0] ?? '0');
}
