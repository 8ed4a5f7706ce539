import type { Database } from '../duckdb/open.ts';
import type { Plan } from '../types.ts';
import { blankKey, indexOn, keyColumns, keyParts, sameKey } from './key-sql.ts';
import { pairGroups } from './pair-groups.ts';

/**
 * Makes the table `pairs` (source_ordinal, target_ordinal, reason) of the tables `source` and `target`: every record of both
 * sides stands in it exactly once, with its partner or without. Records whose key is theirs alone are joined; records that share
 * a key are paired inside their group; records with a wholly blank key pair only when they are equal in every column.
 *
 * It also leaves the table `repeated` (k0 …, group_id): the keys that stand on more than one record of a side, for the listing.
 */
export async function assignPairs(database: Database, plan: Plan): Promise<void> {
  const width = plan.key.columns.length;
  for (const side of ['source', 'target'] as const) await createKeys(database, plan, side);
  const keys = Array.from({ length: width }, (_, index) => `k${index}`);
  const list = keys.join(', ');
  await database.query(`create table repeated as select row_number() over (order by ${list}) as group_id, ${list} from (
    select ${list} from source_keys where not blank group by all having count(*) > 1
    union
    select ${list} from target_keys where not blank group by all having count(*) > 1)`);
  await database.query(
    'create table pairs (source_ordinal bigint, target_ordinal bigint, reason varchar, by_order boolean)',
  );
  const of = (alias: string) => keys.map((key) => `${alias}.${key}`);
  const single = (side: 'source' | 'target') =>
    `(select k.* from ${side}_keys k anti join repeated r on ${sameKey(of('k'), of('r'))} where not k.blank)`;
  await database.query(`insert into pairs select s.ordinal, t.ordinal, null, false
    from ${single('source')} s full outer join ${single('target')} t on ${sameKey(of('s'), of('t'))}`);
  const [row] = await database.query(`select (select count(*) from repeated)
    + (select count(*) from source_keys where blank) + (select count(*) from target_keys where blank)`);
  if (Number(row?.[0]) > 0) await pairGroups(database, plan);
}

/** The table `source_keys` or `target_keys`: ordinal, canonical parts k0 …, the raw parts as one list, and whether all are blank. */
async function createKeys(database: Database, plan: Plan, side: 'source' | 'target'): Promise<void> {
  const parts = keyParts(plan, side, (index) => `c${index}`);
  const raw = keyColumns(plan).map((column) => `c${indexOn(column, side)}`);
  const keys = parts.map((_, index) => `k${index}`);
  await database.query(`create table ${side}_keys as select *, ${blankKey(keys)} as blank, false as grouped from (
    select ordinal, ${parts.map((part, index) => `${part} as ${keys[index]}`).join(', ')}, [${raw.join(', ')}] as raw from ${side})`);
}
