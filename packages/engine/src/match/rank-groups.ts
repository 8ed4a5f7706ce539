import type { Side } from '@reconcyl/contracts';
import type { Database } from '../duckdb/open.ts';
import type { Plan } from '../types.ts';
import { byName, canonicalText, indexOn, isCompared, restCells, sameStoredKey, textList } from './key-sql.ts';

/** The group of the records with a wholly blank key. */
export const blankGroup = 0;

/**
 * Makes the tables `source_group` and `target_group` of the records whose key is not theirs alone or is blank, and gives their
 * number. Contents become numbers, so that nothing after this handles text. Inside a group and over both sides, `raw` numbers the
 * keys as they are written, `content` the canonical values and `written` these and the cells of the plan's columns, each in the order
 * of what they stand for, column by column in the order of the columns' names. `place` orders the records of a side: by the cells that are
 * not compared, and by their lines only where the whole records are the same.
 */
export async function rankGroups(database: Database, plan: Plan): Promise<number> {
  await database.query(`create table group_cells (side varchar, ordinal bigint, group_id bigint, raw varchar[],
    content varchar[], cells varchar[], rest varchar[])`);
  for (const side of ['source', 'target'] as const) await insertCells(database, plan, side);
  const rank = (lists: string) => `dense_rank() over (partition by group_id order by ${lists})::integer`;
  await database.query(`create table group_rows as
    select side, ordinal, group_id, ${rank('raw')} as raw, ${rank('content')} as content, ${rank('content, cells')} as written,
      row_number() over (partition by side, group_id order by rest, ordinal)::integer as place from group_cells`);
  for (const side of ['source', 'target'] as const) {
    await database.query(
      `create table ${side}_group as select * exclude (side) from group_rows where side = '${side}'`,
    );
  }
  const [row] = await database.query('select count(*) from group_rows');
  for (const table of ['group_cells', 'group_rows']) await database.query(`drop table ${table}`);
  return Number(row?.[0] ?? 0);
}

async function insertCells(database: Database, plan: Plan, side: Side): Promise<void> {
  const cell = (index: number) => `x.c${index}`;
  const columns = byName(plan.columns);
  const content = columns
    .filter((column) => isCompared(plan, column))
    .map((column) => canonicalText(column, side, cell(indexOn(column, side))));
  const cells = columns.map((column) => cell(indexOn(column, side)));
  const same = sameStoredKey(plan, 'k', 'r');
  await database.query(`insert into group_cells
    select '${side}', k.ordinal, coalesce(r.group_id, ${blankGroup}), k.raw,
      ${textList(content)}, ${textList(cells)}, ${textList(restCells(plan, side).map(cell))}
    from ${side}_keys k left join repeated r on ${same} join ${side} x on x.ordinal = k.ordinal
    where (r.group_id is not null or k.blank) and not k.grouped`);
}
