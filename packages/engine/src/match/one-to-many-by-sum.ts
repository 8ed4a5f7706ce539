import type { Finding, Side } from '@reconcyl/contracts';
import { appendRows } from '../duckdb/append-rows.ts';
import type { Database } from '../duckdb/open.ts';
import { canonicalSql } from '../kinds/index.ts';
import type { OneToManyPlan, Plan } from '../types.ts';
import { decimalSpec } from './column-statistics.ts';
import { byName, canonicalText, indexOn, restCells, textList } from './key-sql.ts';
import { columnOf, groupAmountSql, groupCurrencySql } from './one-to-many-amount.ts';
import { inGroup } from './one-to-many-by-key.ts';
import { type Candidate, chooseGroups, type SumGroup } from './one-to-many-choose.ts';

/** Unmatched records among which groups are looked for; beyond it none are. */
const mostRecords = 200_000;

/**
 * After the key pass: matches one record that is left over with several of the other side whose amounts sum to it, within the
 * rule's days and with the same values in the rule's columns. Adds to `group_members`, and gives what the report has to say of a
 * search that was cut.
 */
export async function groupBySum(database: Database, plan: Plan, rule: OneToManyPlan): Promise<Finding[]> {
  await createLeftOver(database, plan, rule);
  const [row] = await database.query('select count(*) from left_over');
  const count = Number(row?.[0] ?? 0);
  if (count === 0) return [];
  if (count > mostRecords) return [notSearched(count)];
  const candidates: Candidate[] = [];
  for await (const rows of database.stream('select side, ordinal, block, day, units from left_over order by place')) {
    for (const [side, ordinal, block, day, units] of rows) {
      const record = { ordinal: Number(ordinal), block: Number(block), day: Number(day), units: Number(units) };
      candidates.push({ side: side === 'source' ? 'source' : 'target', ...record });
    }
  }
  const { groups, unfinished } = chooseGroups(candidates, rule);
  await addGroups(database, groups);
  return unfinished === 0 ? [] : [searchCut(unfinished, candidates.length)];
}

/**
 * The table `left_over`: unmatched records with an amount, where both sides have one in the same block (the same values in the
 * rule's columns, the same currency). `place` orders them by contents; lines only tell records apart that are the same.
 */
async function createLeftOver(database: Database, plan: Plan, rule: OneToManyPlan): Promise<void> {
  const amount = columnOf(plan, rule.amount);
  const date = rule.date === undefined ? undefined : columnOf(plan, rule.date);
  const same = byName(rule.same.map((name) => columnOf(plan, name)));
  const { scale } = decimalSpec(amount);
  const columns = byName(plan.columns);
  const records = (side: Side) => {
    const cells = (index: number) => `x.c${index}`;
    const text = (column: (typeof columns)[number]) => canonicalText(column, side, cells(indexOn(column, side)));
    const value = groupAmountSql(amount, side, cells);
    const units = scale === 0 ? `${value}::hugeint` : `replace((${value})::varchar, '.', '')::hugeint`;
    const day =
      date === undefined
        ? '0'
        : `date_diff('day', date '1970-01-01', (${canonicalSql(cells(indexOn(date, side)), date.specs[side])})::date)`;
    return `select '${side}' as side, p.${side}_ordinal as ordinal, ${units} as units, ${day} as day,
      ${textList([groupCurrencySql(plan, rule, side, cells), ...same.map(text)])} as attributes,
      ${textList(columns.map(text))} as content, ${textList(columns.map((column) => cells(indexOn(column, side))))} as cells,
      ${textList(restCells(plan, side).map(cells))} as rest
    from pairs p join ${side} x on x.ordinal = p.${side}_ordinal
    where (p.source_ordinal is null or p.target_ordinal is null) and (p.reason is null or p.reason not in ('${inGroup}', 'duplicate_key'))`;
  };
  // Sums of some parts have to stay within safe integers.
  const bounded = `units <> 0 and abs(units) < ${2 ** 53} / ${mostParts * 2}`;
  await database.query(`create table left_rows as
    select side, ordinal, units::bigint as units, day, dense_rank() over (order by attributes) as block,
      row_number() over (order by attributes, content, cells, rest, side, ordinal) as place
    from (${records('source')} union all ${records('target')}) where ${bounded} and day is not null;
    create table left_over as select * from left_rows
      semi join (select block from left_rows group by block having count(distinct side) = 2) using (block)`);
}

/** The contract's bound of `max_parts`. */
const mostParts = 20;

async function addGroups(database: Database, groups: readonly SumGroup[]): Promise<void> {
  if (groups.length === 0) return;
  const [row] = await database.query('select coalesce(max(group_id), 0) from group_members');
  const first = Number(row?.[0] ?? 0) + 1;
  const members = groups.flatMap(({ whole, parts, ambiguous }, index) =>
    [whole, ...parts].map(({ side, ordinal }) => ({ group: first + index, ambiguous, side, ordinal })),
  );
  await appendRows(database, 'group_members', members, (appender, { group, ambiguous, side, ordinal }) => {
    appender.appendBigInt(BigInt(group));
    appender.appendVarchar('sum');
    appender.appendBoolean(ambiguous);
    appender.appendVarchar(side);
    appender.appendBigInt(BigInt(ordinal));
  });
  for (const [side, other] of [
    ['source', 'target'],
    ['target', 'source'],
  ]) {
    await database.query(`update pairs set reason = '${inGroup}' where ${other}_ordinal is null and ${side}_ordinal in
      (select ordinal from group_members where side = '${side}' and found_by = 'sum' and not ambiguous)`);
  }
}

function notSearched(count: number): Finding {
  return {
    code: 'one_to_many_not_searched',
    message: `${count} unmatched records are too many to look for several that sum to one: only groups of one key were matched.`,
    count,
  };
}

function searchCut(count: number, of: number): Finding {
  return {
    code: 'one_to_many_search_cut',
    message:
      `For ${count} of ${of} unmatched records not every set of parts was tried; they were left unmatched. ` +
      'More columns in `same`, fewer days or fewer parts make the search complete.',
    count,
    of,
  };
}
