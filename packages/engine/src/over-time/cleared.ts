import type { Side } from '@reconcyl/contracts';
import type { Database } from '../duckdb/open.ts';
import { quoteLiteral } from '../duckdb/quote.ts';
import { indexOn, isCompared, keyParts } from '../match/key-sql.ts';
import { relationWidth } from '../match/listing.ts';
import type { Sides } from '../match/matching.ts';
import { sideRelation } from '../match/sides.ts';
import type { Plan } from '../types.ts';

/**
 * Makes the table `cleared` (ordinal, key, column, kind, age, how) of the breaks of `previous_breaks` that are not in
 * `present_breaks`. How they ended is read from the files as they are now:
 * - `gone`: neither file has the key;
 * - `by_rule`: a cell's column is not compared any more, or both cells are what they were; a record is still on its side alone;
 * - `resolved`: anything else.
 */
export async function createCleared(database: Database, plan: Plan, sides: Sides): Promise<void> {
  await database.query(`create table ended as select p.* from previous_breaks p anti join present_breaks n
    on n.id = p.id and n."column" is not distinct from p."column" and n.n = p.n`);
  const [row] = await database.query('select count(*) from ended');
  if (Number(row?.[0]) === 0) {
    await database.query(`create table cleared as select *, null::varchar as how from ended`);
    return;
  }
  for (const side of ['source', 'target'] as const) await createFound(database, plan, sides, side);
  const compared = plan.columns.filter((column) => isCompared(plan, column));
  const isStillCompared = `e."column" in (${['null', ...compared.map(({ name }) => quoteLiteral(name))].join(', ')})`;
  const same = (side: Side) => {
    const cells = compared.map(
      (column) => `when ${quoteLiteral(column.name)} then f.cells[${indexOn(column, side) + 1}]`,
    );
    const cell = cells.length === 0 ? 'null' : `case e."column" ${cells.join(' ')} end`;
    return `exists (select 1 from ${side}_found f where f.id = e.id and coalesce(${cell}, '') = coalesce(e.${side}, ''))`;
  };
  const has = (side: Side) => `exists (select 1 from ${side}_found f where f.id = e.id)`;
  await database.query(`create table cleared as select e.*, case
      when not has_source and not has_target then 'gone'
      when "column" is null and has_source <> has_target then 'by_rule'
      when "column" is not null and (not coalesce(is_compared, false) or (same_source and same_target)) then 'by_rule'
      else 'resolved' end as how
    from (select e.*, ${has('source')} as has_source, ${has('target')} as has_target, ${isStillCompared} as is_compared,
      ${same('source')} as same_source, ${same('target')} as same_target from ended e) e`);
}

/** The table `source_found` or `target_found` (id, cells): the records of a side, set aside or not, that have the key of an ended break. */
async function createFound(database: Database, plan: Plan, sides: Sides, side: Side): Promise<void> {
  const parts = keyParts(plan, side, (index) => `c${index}`);
  const cells = Array.from({ length: relationWidth(sides[side], plan.debitCredit[side]) }, (_, index) => `c${index}`);
  await database.query(`create table ${side}_found as select x.* from
    (select [${parts.join(', ')}] as id, [${cells.join(', ')}] as cells from ${sideRelation(sides[side], plan.debitCredit[side])}) x
    semi join ended e on e.id = x.id`);
}
