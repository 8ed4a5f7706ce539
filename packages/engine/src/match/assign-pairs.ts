import type { Finding } from '@reconcyl/contracts';
import type { Database } from '../duckdb/open.ts';
import type { Plan } from '../types.ts';
import { blankKey, indexOn, keyColumns, keyParts, sameKey } from './key-sql.ts';
import type { Sides } from './matching.ts';
import { groupByKey } from './one-to-many-by-key.ts';
import { groupBySum } from './one-to-many-by-sum.ts';
import { pairGroups } from './pair-groups.ts';
import { refuseDuplicates } from './refuse-duplicates.ts';
import { pairBlankKeys, pairWholeRows } from './whole-row.ts';

/**
 * Makes the table `pairs` (source_ordinal, target_ordinal, reason, by_order) of the tables `source` and `target`: every record of
 * both sides stands in it exactly once, with its partner or without. Records whose key is theirs alone are joined; records that
 * share a key are paired inside their group; records with a wholly blank key pair only when they are equal in every column. Where
 * rows are matched whole, what is left pairs within tolerance. Records matched as groups of one against several stand in it without
 * partner and with the reason `group`, and in the table `group_members`. `by_order`: see pair-groups.ts.
 *
 * It also leaves the table `repeated` (k0 …, group_id): the keys that stand on more than one record of a side, for the listing.
 *
 * Gives what the report has to say of it.
 *
 * @throws RECON_DUPLICATE_KEYS when keys repeat and the plan says that they must not.
 */
export async function assignPairs(database: Database, plan: Plan, sides: Sides): Promise<Finding[]> {
  for (const side of ['source', 'target'] as const) await createKeys(database, plan, side);
  const keys = plan.key.columns.map((_, index) => `k${index}`);
  const list = keys.join(', ');
  await database.query(`create table repeated as select row_number() over (order by ${list}) as group_id, ${list} from (
    select ${list} from source_keys where not blank group by all having count(*) > 1
    union
    select ${list} from target_keys where not blank group by all having count(*) > 1)`);
  await database.query(
    'create table pairs (source_ordinal bigint, target_ordinal bigint, reason varchar, by_order boolean)',
  );
  if (plan.oneToMany !== undefined) await groupByKey(database, plan, plan.oneToMany);
  if (plan.duplicates === 'fail') await refuseDuplicates(database, plan, sides);
  const of = (alias: string) => keys.map((key) => `${alias}.${key}`);
  const single = (side: 'source' | 'target') =>
    `(select k.* from ${side}_keys k anti join repeated r on ${sameKey(of('k'), of('r'))} where not k.blank)`;
  await database.query(`insert into pairs select s.ordinal, t.ordinal, null, false
    from ${single('source')} s full outer join ${single('target')} t on ${sameKey(of('s'), of('t'))}`);
  const [row] = await database.query(`select (select count(*) from repeated),
    (select count(*) from source_keys where blank), (select count(*) from target_keys where blank)`);
  const [repeated = 0, ...blank] = (row ?? []).map(Number);
  if (repeated > 0 || blank.some((records) => records > 0)) await pairGroups(database, plan);
  if (blank.every((records) => records > 0)) await pairBlankKeys(database, plan);
  if (plan.key.wholeRow === true) await pairWholeRows(database, plan);
  return plan.oneToMany === undefined ? [] : groupBySum(database, plan, plan.oneToMany);
}

/** The table `source_keys` or `target_keys`: ordinal, canonical parts k0 …, the raw parts as one list, and whether all are blank. */
async function createKeys(database: Database, plan: Plan, side: 'source' | 'target'): Promise<void> {
  const parts = keyParts(plan, side, (index) => `c${index}`);
  const raw = keyColumns(plan).map((column) => `c${indexOn(column, side)}`);
  const keys = parts.map((_, index) => `k${index}`);
  // A row that is blank in every column is a row like any other where rows are matched whole.
  const blank = plan.key.wholeRow === true ? 'false' : blankKey(keys);
  await database.query(`create table ${side}_keys as select *, ${blank} as blank, false as grouped from (
    select ordinal, ${parts.map((part, index) => `${part} as ${keys[index]}`).join(', ')}, [${raw.join(', ')}] as raw from ${side})`);
}
