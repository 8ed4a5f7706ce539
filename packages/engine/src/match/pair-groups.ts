import type { Side } from '@reconcyl/contracts';
import type { Database } from '../duckdb/open.ts';
import type { Plan } from '../types.ts';
import { pairClosest } from './pair-closest.ts';
import { blankGroup, rankGroups } from './rank-groups.ts';

/** What records of a group may pair in a pass: names of the columns that must agree. */
const exactKeys = ['group_id', 'raw'] as const;
export const canonicalKeys = ['group_id'] as const;
export type GroupPart = typeof exactKeys | typeof canonicalKeys;

/**
 * Pairs the records that share a key, inside their group, by a rule that knows no row order: first records whose keys agree
 * exactly, then those whose keys agree canonically. Within each, records that are equal byte for byte, equal records, then the pairs
 * with the fewest differing columns (none within tolerance), the smaller sum of absolute differences, and then by content, both
 * sides alike. In groups with too many candidates what is not equal pairs in the order of the contents, marked `by_order`.
 *
 * What is left over on a side is missing: `duplicate` where the other side has the key at all, `blank_key` in the group of blank
 * keys, where only equal records pair. Under the policy `report` no record of a repeated key pairs: `duplicate_key`.
 */
export async function pairGroups(database: Database, plan: Plan): Promise<void> {
  if ((await rankGroups(database, plan)) === 0) return;
  await database.query(`create table group_sides as select group_id,
    count(case when side = 's' then 1 end) as sources, count(case when side = 't' then 1 end) as targets
    from (select group_id, 's' as side from source_group union all select group_id, 't' from target_group) group by group_id`);
  const held = plan.duplicates === 'report' ? `and group_id = ${blankGroup}` : '';
  for (const part of [exactKeys, canonicalKeys]) {
    await pairEqual(database, [...part, 'written'], held);
    await pairEqual(database, [...part, 'content'], held);
    if (held === '') await pairClosest(database, plan, part);
  }
  const reason = (others: string) => `case when group_id = ${blankGroup} then 'blank_key'
    ${held === '' ? `when ${others} > 0 then 'duplicate'` : "else 'duplicate_key'"} end`;
  await database.query(`
    insert into pairs select ordinal, null, ${reason('targets')}, false from source_group join group_sides using (group_id);
    insert into pairs select null, ordinal, ${reason('sources')}, false from target_group join group_sides using (group_id)`);
}

async function pairEqual(database: Database, parts: readonly string[], held: string): Promise<void> {
  const numbered = (
    side: Side,
  ) => `(select *, row_number() over (partition by ${parts.join(', ')} order by written, place) as n
    from ${side}_group where true ${held})`;
  await settle(
    database,
    `select s.ordinal as s, t.ordinal as t from ${numbered('source')} s
      join ${numbered('target')} t using (${parts.join(', ')}, n)`,
    false,
  );
}

/** Takes the pairs (s, t) of a query out of their groups. */
export async function settle(database: Database, pairs: string, byOrder: boolean): Promise<void> {
  await database.query(`create or replace table found as ${pairs};
    insert into pairs select s, t, null, ${byOrder} from found;
    delete from source_group where ordinal in (select s from found);
    delete from target_group where ordinal in (select t from found)`);
}
