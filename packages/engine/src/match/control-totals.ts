import { type ControlTotal, ReconcylError } from '@reconcyl/contracts';
import type { Database } from '../duckdb/open.ts';
import { add, type ExactDecimal, equals, formatDecimal, subtract, zero } from '../numbers/exact-decimal.ts';
import type { ColumnPlan, Plan } from '../types.ts';
import { exactSum } from './aggregates.ts';
import {
  decimalSpec,
  forgivenSum,
  mayForgive,
  type PairAliases,
  readExactSum,
  valueOrZero,
} from './column-statistics.ts';
import { cellSql } from './compare-column.ts';
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
  aliases: PairAliases,
): Promise<ControlTotal[]> {
  const totals: ControlTotal[] = [];
  for (const [index, column] of plan.columns.entries()) {
    const statistics = matching.statistics[index];
    if (statistics?.sums === undefined || plan.key.columns.includes(column.name)) continue;
    const listed = await listedAmounts(database, column, index);
    const forgiven = mayForgive(column, statistics)
      ? readExactSum(await text(database, `select ${forgivenSum(column, aliases)} ${matching.pairs([column])}`), column)
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
  readonly differences: ExactDecimal;
  readonly gross: ExactDecimal;
  readonly missingInTarget: ExactDecimal;
  readonly missingInSource: ExactDecimal;
}

async function listedAmounts(database: Database, column: ColumnPlan, index: number): Promise<ListedAmounts> {
  const { width } = decimalSpec(column);
  const listed = cellSql(column, 'd.source', 'd.target');
  const difference = `(${valueOrZero(listed.sourceValue)} - ${valueOrZero(listed.targetValue)})`;
  const missing = cellSql(column, 's', 't');
  const sum = async (value: string, from: string) =>
    readExactSum(await text(database, `select ${exactSum(value, width)} from ${from}`), column);
  const cells = `(select source_ordinal, target_ordinal, source[${column.sourceIndex + 1}] as s,
    target[${column.targetIndex + 1}] as t from broken)`;
  return {
    differences: await sum(difference, `differences d where column_index = ${index}`),
    gross: await sum(`abs(${difference})`, `differences d where column_index = ${index}`),
    missingInTarget: await sum(missing.sourceValue, `${cells} where target_ordinal is null`),
    missingInSource: await sum(missing.targetValue, `${cells} where source_ordinal is null`),
  };
}

async function text(database: Database, sql: string): Promise<string> {
  const [row] = await database.query(sql);
  return String(row?.[0] ?? '0');
}
