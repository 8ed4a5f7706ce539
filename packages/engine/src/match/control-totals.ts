import { type ControlTotal, ReconcylError } from '@reconcyl/contracts';
import type { Database } from '../duckdb/open.ts';
import { add, type ExactDecimal, equals, formatDecimal, subtract, zero } from '../numbers/exact-decimal.ts';
import type { ColumnPlan, Plan } from '../types.ts';
import { exactSum } from './aggregates.ts';
import { decimalSpec, forgivenSum, mayForgive, readExactSum, valueOrZero } from './column-statistics.ts';
import { cellSql } from './compare-column.ts';
import type { Matching } from './stream-pairs.ts';

/**
 * The control totals of every decimal column outside the key. The sums of both sides come from the pass over all records, the
 * listed and missing amounts from the breaks alone, so that a break that was lost on the way shows.
 *
 * @throws RECON_CONTROL_TOTALS when a total does not hold: a bug, so no answer is given.
 */
export async function controlTotals(database: Database, plan: Plan, matching: Matching): Promise<ControlTotal[]> {
  const amounts = await listedAmounts(database, plan, matching);
  const totals: ControlTotal[] = [];
  for (const { column, index, ...listed } of amounts) {
    const statistics = matching.statistics[index];
    if (statistics?.sums === undefined) continue;
    const forgiven = mayForgive(column, statistics)
      ? readExactSum(await text(database, `select ${forgivenSum(column)} from ${matching.judged([column])}`), column)
      : zero;
    const { source, target } = statistics.sums;
    const difference = subtract(source, target);
    const explained = subtract(add(add(listed.differences, forgiven), listed.missingInTarget), listed.missingInSource);
    if (!equals(difference, explained)) {
      throw new ReconcylError('RECON_CONTROL_TOTALS', `The amounts of column ${index + 1} do not add up.`);
    }
    totals.push({
      column: column.name,
      source_sum: formatDecimal(source),
      target_sum: formatDecimal(target),
      difference: formatDecimal(difference),
      listed_differences: formatDecimal(listed.differences),
      forgiven_differences: formatDecimal(forgiven),
      missing_in_target: formatDecimal(listed.missingInTarget),
      missing_in_source: formatDecimal(listed.missingInSource),
      gross_difference: formatDecimal(listed.gross),
    });
  }
  return totals;
}

interface ListedAmounts {
  readonly column: ColumnPlan;
  readonly index: number;
  readonly differences: ExactDecimal;
  readonly gross: ExactDecimal;
  readonly missingInTarget: ExactDecimal;
  readonly missingInSource: ExactDecimal;
}

/** The amounts of every decimal column outside the key, in one pass over the listed cells and one over the broken records. */
async function listedAmounts(database: Database, plan: Plan, matching: Matching): Promise<ListedAmounts[]> {
  const columns = [...plan.columns.entries()].filter(
    ([index, { name }]) => matching.statistics[index]?.sums !== undefined && !plan.key.columns.includes(name),
  );
  if (columns.length === 0) return [];
  const listed = columns.flatMap(([index, column]) => {
    const sql = cellSql(column, 'd.source', 'd.target');
    const difference = `(${valueOrZero(sql.sourceValue)} - ${valueOrZero(sql.targetValue)})`;
    const { width } = decimalSpec(column);
    const here = `column_index = ${index}`;
    return [exactSum(difference, width, here), exactSum(`abs(${difference})`, width, here)];
  });
  const missing = columns.flatMap(([, column]) => {
    const sql = cellSql(column, `source[${column.sourceIndex + 1}]`, `target[${column.targetIndex + 1}]`);
    const { width } = decimalSpec(column);
    return [
      exactSum(sql.sourceValue, width, 'target_ordinal is null'),
      exactSum(sql.targetValue, width, 'source_ordinal is null'),
    ];
  });
  const [differences = []] = await database.query(`select ${listed.join(',\n')} from differences d`);
  const [records = []] = await database.query(`select ${missing.join(',\n')} from broken`);
  return columns.map(([index, column], place) => {
    const sum = (row: readonly unknown[], offset: number) =>
      readExactSum(String(row[place * 2 + offset] ?? '0'), column);
    return {
      column,
      index,
      differences: sum(differences, 0),
      gross: sum(differences, 1),
      missingInTarget: sum(records, 0),
      missingInSource: sum(records, 1),
    };
  });
}

async function text(database: Database, sql: string): Promise<string> {
  const [row] = await database.query(sql);
  return String(row?.[0] ?? '0');
}
