import type { Side } from '@reconcyl/contracts';
import type { Database } from '../duckdb/open.ts';
import { asText } from '../match/as-text.ts';
import { canonicalText, indexOn } from '../match/key-sql.ts';
import type { Sides } from '../match/matching.ts';
import { sideRelation } from '../match/sides.ts';
import type { ColumnPlan, Plan } from '../types.ts';
import type { HashTables } from './infer-key.ts';

/** Makes the hash tables of two relations that have the sides' cells; `where` may use the cells. */
export async function createHashTables(
  database: Database,
  columns: readonly ColumnPlan[],
  name: string,
  from: Readonly<Record<Side, string>>,
  where?: Readonly<Record<Side, string>>,
): Promise<HashTables> {
  const tables = { source: `source_${name}`, target: `target_${name}` };
  for (const side of ['source', 'target'] as const) {
    const cell = (column: ColumnPlan) => `c${indexOn(column, side)}`;
    // Each text is written once: planning such a statement takes longer than running it on a small pair.
    const texts = columns.map((column, index) => `${canonicalText(asText(column), side, cell(column))} as t${index}`);
    const values = columns.map(
      (column, index) => `${canonicalText(column, side, cell(column), `t${index}`)} as x${index}`,
    );
    const hash = (name: string) => `case when ${name} is not null then hash(${name}) end`;
    const hashes = columns.map((_, index) => `${hash(`t${index}`)} as k${index}, ${hash(`x${index}`)} as v${index}`);
    await database.query(`create or replace table ${tables[side]} as select ${hashes.join(', ')} from (
      select *, ${values.join(', ')} from (
        select *, ${texts.join(', ')} from ${from[side]}${where === undefined ? '' : ` where ${where[side]}`}))`);
  }
  return tables;
}

/** Records of a large pair in which a key is judged. */
const judgedRows = 50_000;

/**
 * Hash tables of the records whose key has a hash of one residue class, so that both sides have the same keys in them: what is
 * found in them of overlap and agreement holds for the whole.
 */
export function hashTablesByKey(
  database: Database,
  plan: Pick<Plan, 'debitCredit'>,
  columns: readonly ColumnPlan[],
  sides: Sides,
): (parts: readonly number[]) => Promise<HashTables> {
  const modulus = Math.max(1, Math.ceil(Math.max(sides.source.rows, sides.target.rows) / judgedRows));
  const from = {
    source: sideRelation(sides.source, plan.debitCredit.source),
    target: sideRelation(sides.target, plan.debitCredit.target),
  };
  return (parts) => {
    const chosen = parts.map((part) => asText(columns[part] as ColumnPlan));
    const residue = (side: Side) => {
      const keys = chosen.map((column) => canonicalText(column, side, `c${indexOn(column, side)}`));
      return `hash(${keys.map((key) => `coalesce(${key}, '')`).join(', ')}) % ${modulus} = 0`;
    };
    return createHashTables(database, columns, 'judged', from, {
      source: residue('source'),
      target: residue('target'),
    });
  };
}
