import type { Finding } from '@reconcyl/contracts';
import type { Database } from '../duckdb/open.ts';
import type { InferredColumn } from '../kinds/index.ts';
import { canonicalSql } from '../kinds/index.ts';
import { keyParts, sameKey } from '../match/key-sql.ts';
import type { ColumnPlan, Plan } from '../types.ts';

/** Share of the matched rows that must agree before one side's order of day and month is taken from the other. */
const leastAgreement = 0.95;
/** Fewer rows than this decide nothing. */
const fewestRows = 5;

/**
 * Decides a column of which one side's dates may have the day or the month first and the other side is certain, by the matched
 * records of the tables `source` and `target` whose two readings differ. Gives undefined where neither reading agrees in 95 %.
 */
export async function decideOrder(
  database: Database,
  plan: Pick<Plan, 'columns' | 'key'>,
  column: ColumnPlan,
  inferred: InferredColumn,
): Promise<{ readonly chosen: InferredColumn; readonly warning: Finding } | undefined> {
  if (inferred.undecided === undefined) return undefined;
  const { side, candidates } = inferred.undecided;
  const value = (candidate: InferredColumn, of: 'source' | 'target') =>
    canonicalSql(of === 'source' ? `s.c${column.sourceIndex}` : `t.c${column.targetIndex}`, candidate.specs[of]);
  const other = side === 'source' ? 'target' : 'source';
  const [dayFirst, monthFirst] = candidates;
  const on = sameKey(
    keyParts(plan, 'source', (index) => `s.c${index}`),
    keyParts(plan, 'target', (index) => `t.c${index}`),
  );
  const agrees = (candidate: InferredColumn) =>
    `count(case when ${value(candidate, side)} = ${value(candidate, other)} then 1 end)`;
  const [row = []] = await database.query(`select ${agrees(dayFirst)}, ${agrees(monthFirst)}, count(*)
    from source s join target t on ${on}
    where ${value(dayFirst, side)} <> ${value(monthFirst, side)} and ${value(dayFirst, other)} is not null`);
  const [day, month, rows] = row.map(Number) as [number, number, number];
  const [chosen, agreeing, order] = day >= month ? [dayFirst, day, 'day'] : [monthFirst, month, 'month'];
  if (rows < fewestRows || agreeing < rows * leastAgreement) return undefined;
  return {
    chosen,
    warning: {
      code: 'day_month_assumed',
      message:
        `The dates of column ${column.name} in the ${side} were read with the ${order} first: so read, ${agreeing} of ${rows} ` +
        `matched records agree. Set its format in the ruleset to be certain.`,
    },
  };
}
