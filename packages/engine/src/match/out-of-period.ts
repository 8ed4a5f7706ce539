import type { Counts, Finding, Side } from '@reconcyl/contracts';
import type { Database } from '../duckdb/open.ts';
import { canonicalSql } from '../kinds/index.ts';
import type { ColumnPlan, Plan } from '../types.ts';
import { valueName } from './judged-pairs.ts';
import { indexOn } from './key-sql.ts';
import type { Matching } from './matching.ts';

/** The column whose days tell the period of a file: the first of the plan that has days. */
export function periodColumn(plan: Pick<Plan, 'columns'>): ColumnPlan | undefined {
  return plan.columns.find(({ kind }) => kind === 'date' || kind === 'timestamp');
}

/** Counts the records of each side whose day lies outside the days that the other side spans. Needs the table `broken`. */
export async function countOutOfPeriod(
  database: Database,
  plan: Plan,
  matching: Matching,
): Promise<Record<Side, number>> {
  const none = { source: 0, target: 0 };
  const column = periodColumn(plan);
  if (column === undefined) return none;
  const days = matching.statistics[plan.columns.indexOf(column)]?.days;
  if (days === undefined) return none;
  // A record outside the other's days agrees with none of its records, unless a window or a group forgives that.
  const onlyBroken = column.window === undefined && plan.oneToMany === undefined;
  const relation = onlyBroken ? 'broken' : matching.judged([column]);
  const outside = (side: Side): string => {
    const { first, last } = days[side === 'source' ? 'target' : 'source'];
    if (first === undefined || last === undefined) return '0';
    const index = indexOn(column, side);
    const value = onlyBroken ? canonicalSql(`${side}[${index + 1}]`, column.specs[side]) : valueName(side, index);
    return `count_if(cast(${value} as date) not between date '${first}' and date '${last}')`;
  };
  const [row = []] = await database.query(`select ${outside('source')}, ${outside('target')} from ${relation}`);
  return { source: Number(row[0]), target: Number(row[1]) };
}

/** Share of a side's records outside the other's period from which on the two files are of different periods. */
const mismatchShare = 0.05;

/** A finding for each side of which many records lie outside the days of the other: the files may cover different periods. */
export function periodFindings(
  plan: Pick<Plan, 'columns'>,
  counts: Pick<Counts, 'source_rows' | 'target_rows'>,
  outside: Readonly<Record<Side, number>>,
): Finding[] {
  const column = periodColumn(plan);
  if (column === undefined) return [];
  return (['source', 'target'] as const).flatMap((side) => {
    const of = counts[`${side}_rows`];
    const count = outside[side];
    if (count === 0 || count < of * mismatchShare) return [];
    const other = side === 'source' ? 'target' : 'source';
    const message =
      `${count} of ${of} records of the ${side} lie before or after all days of the ${other} (column ${column.name}): the files may ` +
      `cover different periods. Set ${side}.scope to compare one period.`;
    return [{ code: 'period_mismatch', message, columns: [column.name], count, of }];
  });
}
