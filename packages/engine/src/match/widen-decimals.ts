import type { Side } from '@reconcyl/contracts';
import type { Database } from '../duckdb/open.ts';
import { quoteLiteral } from '../duckdb/quote.ts';
import { trimmedSql } from '../kinds/blanks.ts';
import { decimalsSql, digitsOfValue, mostDecimalDigits, wholeDigitsSql, writtenNumberSql } from '../kinds/index.ts';
import { wordsWithoutKind } from '../kinds/infer/null-words.ts';
import type { ColumnPlan, Plan } from '../types.ts';
import { asText } from './as-text.ts';
import { indexOn } from './key-sql.ts';
import type { Matching, Sides } from './matching.ts';
import { sideRelation } from './sides.ts';

/**
 * The plan of a large pair rests on a sample. Where the pass over all records finds that more than 1 % of a column's values do not
 * read, the column is text after all; where values have more digits than planned, it is made wider. Gives the corrected plan, or
 * undefined when the plan holds.
 */
export async function widenDecimals(
  database: Database,
  plan: Plan,
  sides: Sides,
  matching: Matching,
): Promise<Plan | undefined> {
  let changed = false;
  const columns: ColumnPlan[] = [];
  for (const [index, column] of plan.columns.entries()) {
    const corrected = await correct(database, plan, sides, column, matching.statistics[index]);
    changed ||= corrected !== column;
    columns.push(corrected);
  }
  return changed ? { ...plan, columns } : undefined;
}

async function correct(
  database: Database,
  plan: Plan,
  sides: Sides,
  column: ColumnPlan,
  statistics: Matching['statistics'][number] | undefined,
): Promise<ColumnPlan> {
  const { source, target } = statistics?.unreadable ?? { source: 0, target: 0 };
  if (column.kind === 'text' || source + target === 0) return column;
  const wider = column.kind === 'decimal' ? await widthOfAll(database, plan, sides, column) : column;
  if (wider !== column || !column.inferred) return wider;
  const filled = (side: Side) => sides[side].rows - (statistics?.nulls[side] ?? 0);
  const misses = (count: number, of: number) => count > Math.max(1, of / 100);
  for (const side of ['source', 'target'] as const) {
    const unreadable = side === 'source' ? source : target;
    if (!misses(unreadable, filled(side))) continue;
    const words = await wordsForNothing(database, plan, sides, column, side);
    if (misses(unreadable - words, filled(side) - words)) return unconfirmed(column);
  }
  return column;
}

/** Cells that hold a word for nothing, which says nothing against the kind. */
async function wordsForNothing(
  database: Database,
  plan: Plan,
  sides: Sides,
  column: ColumnPlan,
  side: Side,
): Promise<number> {
  const words = wordsWithoutKind(column.nulls).map((word) => quoteLiteral(word));
  const cell = `c${indexOn(column, side)}`;
  const [row] = await database.query(`select count(*) from ${sideRelation(sides[side], plan.debitCredit[side])}
    where lower(${trimmedSql(cell)}) in (${words.join(', ')})`);
  return Number(row?.[0]);
}

async function widthOfAll(database: Database, plan: Plan, sides: Sides, column: ColumnPlan): Promise<ColumnPlan> {
  const { source, target } = column.specs;
  if (source.kind !== 'decimal' || target.kind !== 'decimal') return column;
  let whole = source.width - source.scale;
  let decimals = source.scale;
  for (const side of ['source', 'target'] as const) {
    const spec = side === 'source' ? source : target;
    const cell = `c${indexOn(column, side)}`;
    const [row] =
      await database.query(`select coalesce(max(${wholeDigitsSql('x')}), 0), coalesce(max(${decimalsSql('x')}), 0)
      from (select ${writtenNumberSql(cell, spec)} as x from ${sideRelation(sides[side], plan.debitCredit[side])})`);
    const digits = digitsOfValue(spec, { whole: Number(row?.[0] ?? 0), decimals: Number(row?.[1] ?? 0) });
    whole = Math.max(whole, digits.whole);
    decimals = Math.max(decimals, digits.decimals);
  }
  if (whole + decimals === source.width && decimals === source.scale) return column;
  if (whole + decimals > mostDecimalDigits) return column.inferred ? unconfirmed(column) : column;
  const size = { width: whole + decimals, scale: decimals };
  return { ...column, specs: { source: { ...source, ...size }, target: { ...target, ...size } } };
}

function unconfirmed(column: ColumnPlan): ColumnPlan {
  return asText(column, `${column.evidence}; not confirmed by all values`);
}
