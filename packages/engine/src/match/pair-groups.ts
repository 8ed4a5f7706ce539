import type { Side } from '@reconcyl/contracts';
import type { Database } from '../duckdb/open.ts';
import type { ColumnPlan, Plan } from '../types.ts';
import { decimalSpec, valueOrZero } from './column-statistics.ts';
import { cellSql } from './compare-column.ts';
import { indexOn, keyParts, sameKey } from './key-sql.ts';

/**
 * Pairs the records that share a key, inside their group, by a rule that knows no row order: first records whose keys agree
 * exactly, then those whose keys agree canonically; within each, equal records first, then the pairs with the fewest differing
 * columns (none within tolerance), the smaller sum of absolute differences, and then by content, both sides alike. What is left
 * over on a side is missing: `duplicate` where the other side has the key at all, `blank_key` in the group of blank keys.
 */
export async function pairGroups(database: Database, plan: Plan): Promise<void> {
  for (const side of ['source', 'target'] as const) await createGroup(database, plan, side);
  const [row] = await database.query(
    'select (select count(*) from source_group) + (select count(*) from target_group)',
  );
  if (Number(row?.[0]) === 0) return;
  await database.query(`create table group_sides as select group_id,
    count(case when side = 's' then 1 end) as sources, count(case when side = 't' then 1 end) as targets
    from (select group_id, 's' as side from source_group union all select group_id, 't' from target_group) group by group_id`);
  for (const part of [exactKeys, canonicalKeys]) {
    await pairEqualRecords(database, part);
    await pairInContentOrder(database, part);
    await pairClosest(database, plan, part);
  }
  await listLeftOver(database);
}

/** What records of a group may pair in a pass: names of the columns that must agree. */
const exactKeys = ['group_id', 'raw'] as const;
const canonicalKeys = ['group_id'] as const;
type Part = typeof exactKeys | typeof canonicalKeys;

/** The group of records with a wholly blank key. */
const blankGroup = 0;

/** Above this many candidate pairs the rest of a group is paired in the order of its contents. */
const mostCandidates = 1_000_000;

/** The table `source_group` or `target_group`: every record whose key is not its own, with what orders it. */
async function createGroup(database: Database, plan: Plan, side: Side): Promise<void> {
  const keys = plan.key.columns.map((_, index) => `k${index}`);
  const same = sameKey(
    keys.map((key) => `k.${key}`),
    keys.map((key) => `r.${key}`),
  );
  const cells = (index: number) => `x.c${index}`;
  const content = contentColumns(plan).map((column) => contentSql(column, side, cells(indexOn(column, side))));
  const raw = plan.columns.map((column) => cells(indexOn(column, side)));
  await database.query(`create table ${side}_group as
    select k.ordinal, coalesce(r.group_id, ${blankGroup}) as group_id, k.raw,
      [${content.join(', ')}]::varchar[] as content, [${raw.join(', ')}]::varchar[] as cells
    from ${side}_keys k left join repeated r on ${same} join ${side} x on x.ordinal = k.ordinal
    where r.group_id is not null or k.blank`);
}

/** Contents are compared in the order of the columns' names, which both files and all runs share. */
function contentColumns(plan: Plan): ColumnPlan[] {
  return plan.columns
    .filter((column) => !plan.key.columns.includes(column.name))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function contentSql(column: ColumnPlan, side: Side, cell: string): string {
  return keyParts({ columns: [column], key: { columns: [column.name], inferred: false } }, side, () => cell)[0] ?? cell;
}

async function settle(database: Database, pairs: string): Promise<void> {
  await database.query(`create or replace table found as ${pairs};
    insert into pairs select s, t, null from found;
    delete from source_group where ordinal in (select s from found);
    delete from target_group where ordinal in (select t from found)`);
}

async function pairEqualRecords(database: Database, part: Part): Promise<void> {
  const numbered = (side: Side) => `(select *, row_number() over (partition by ${part.join(', ')}, content
    order by cells, ordinal) as n from ${side}_group)`;
  await settle(
    database,
    `select s.ordinal as s, t.ordinal as t from ${numbered('source')} s join ${numbered('target')} t
      on ${agree(part)} and s.content is not distinct from t.content and s.n = t.n`,
  );
}

async function pairInContentOrder(database: Database, part: Part): Promise<void> {
  const large = `(select ${part.map((name) => `s.${name}`).join(', ')} from ${sizes('source', part)} s
    join ${sizes('target', part)} t on ${agree(part)} where s.size * t.size > ${mostCandidates})`;
  const numbered = (
    side: Side,
  ) => `(select x.*, row_number() over (partition by ${part.map((name) => `x.${name}`).join(', ')}
    order by content, cells, ordinal) as n from ${side}_group x
    semi join ${large} l on ${part.map((name) => `x.${name} is not distinct from l.${name}`).join(' and ')}
    where x.group_id <> ${blankGroup})`;
  await settle(
    database,
    `select s.ordinal as s, t.ordinal as t from ${numbered('source')} s join ${numbered('target')} t
      on ${agree(part)} and s.n = t.n`,
  );
}

/** Takes candidate pairs from the best to the worst, each record once. */
async function pairClosest(database: Database, plan: Plan, part: Part): Promise<void> {
  const columns = contentColumns(plan);
  const judged = columns.map((column) => ({
    column,
    sql: cellSql(column, `a.c${column.sourceIndex}`, `b.c${column.targetIndex}`),
  }));
  const differing = judged.map(({ sql }) => `${sql.differs}::integer`).join(' + ') || '0';
  const decimals = judged.filter(({ column }) => column.kind === 'decimal');
  const scale = Math.max(0, ...decimals.map(({ column }) => decimalSpec(column).scale));
  const distances = decimals.map(
    ({ column, sql }) =>
      `abs(${valueOrZero(column, sql.sourceValue)} - ${valueOrZero(column, sql.targetValue)})::decimal(38, ${scale})`,
  );
  // Amounts of more digits than can be added decide nothing.
  const distance = distances.length === 0 ? '0' : `try(${distances.join(' + ')})`;
  const candidates = database.stream(`select source_ordinal, target_ordinal from (
    select s.ordinal as source_ordinal, t.ordinal as target_ordinal, s.group_id,
      ${differing} as differing, ${distance} as distance,
      least(s.content, t.content) as low, greatest(s.content, t.content) as high,
      least(s.cells, t.cells) as low_cells, greatest(s.cells, t.cells) as high_cells
    from source_group s join target_group t on ${agree(part)} and s.group_id <> ${blankGroup}
    join source a on a.ordinal = s.ordinal join target b on b.ordinal = t.ordinal)
    order by group_id, differing, distance, low, high, low_cells, high_cells, source_ordinal, target_ordinal`);
  const sources = new Set<number>();
  const targets = new Set<number>();
  const found: string[] = [];
  for await (const rows of candidates) {
    for (const row of rows) {
      const [source, target] = row.map(Number) as [number, number];
      if (sources.has(source) || targets.has(target)) continue;
      sources.add(source);
      targets.add(target);
      found.push(`(${source}, ${target})`);
    }
  }
  const perStatement = 10_000;
  for (let start = 0; start < found.length; start += perStatement) {
    await settle(database, `select * from (values ${found.slice(start, start + perStatement).join(', ')}) v(s, t)`);
  }
}

async function listLeftOver(database: Database): Promise<void> {
  const reason = (others: string) =>
    `case when x.group_id = ${blankGroup} then 'blank_key' when g.${others} > 0 then 'duplicate' end`;
  await database.query(`
    insert into pairs select ordinal, null, ${reason('targets')} from source_group x join group_sides g using (group_id);
    insert into pairs select null, ordinal, ${reason('sources')} from target_group x join group_sides g using (group_id)`);
}

function sizes(side: Side, part: Part): string {
  return `(select ${part.join(', ')}, count(*) as size from ${side}_group group by all)`;
}

function agree(part: Part): string {
  return part.map((name) => `s.${name} is not distinct from t.${name}`).join(' and ');
}
