import type { Side } from '@reconcyl/contracts';
import { appendRows } from '../duckdb/append-rows.ts';
import type { Database } from '../duckdb/open.ts';
import { fastDecimalDigits } from '../kinds/decimal.ts';
import { canonicalSql, mostDecimalDigits } from '../kinds/index.ts';
import type { ColumnPlan, Plan } from '../types.ts';
import { decimalSpec, valueOrZero } from './column-statistics.ts';
import { judgeCells } from './compare-column.ts';
import { canonicalText, indexOn, isCompared } from './key-sql.ts';
import { type GroupPart, settle } from './pair-groups.ts';
import { blankGroup } from './rank-groups.ts';

/** Candidate pairs of one group, and of all groups of a run, above which records pair in the order of their contents. */
export const mostCandidates = { group: 1_000_000, run: 5_000_000 };

/**
 * Pairs what is left of the groups: candidates from the best to the worst, each record once. Records of one side with the same
 * cells are one candidate, however many there are. Groups are judged from the smallest on while the bound of the run holds, all
 * of one size or none, so that which are is told by the data alone; the others pair in the order of their contents.
 */
export async function pairClosest(database: Database, plan: Plan, part: GroupPart): Promise<void> {
  const keys = part.join(', ');
  const [left] = await database.query(`select 1 from source_group semi join target_group using (${keys})
    where group_id <> ${blankGroup} limit 1`);
  if (left === undefined) return;
  await createClasses(database);
  const sizes = (side: Side) => `(select ${keys}, count(*) as classes from ${side}_class group by all)`;
  const [row] = await database.query(`create or replace table part_sizes as
    select *, candidates > ${mostCandidates.group} or sum(candidates) over (order by candidates) > ${mostCandidates.run} as large
    from (select ${keys}, s.classes * t.classes as candidates from ${sizes('source')} s join ${sizes('target')} t using (${keys}));
    select count(*), count(case when large then 1 end) from part_sizes`);
  const [parts, large] = [Number(row?.[0]), Number(row?.[1])];
  if (large < parts) await takeInOrder(database, await judgedCandidates(database, plan, part), false);
  if (large > 0) await pairInContentOrder(database, part);
}

async function pairInContentOrder(database: Database, part: GroupPart): Promise<void> {
  const keys = part.join(', ');
  const numbered = (side: Side) => `(select *, row_number() over (partition by ${keys} order by written, place) as n
    from ${side}_group semi join (select * from part_sizes where large) using (${keys}))`;
  await settle(
    database,
    `select s.ordinal as s, t.ordinal as t from ${numbered('source')} s join ${numbered('target')} t using (${keys}, n)`,
    true,
  );
}

/**
 * Makes the tables `source_class` and `target_class` of what is left in the groups: the records with the same cells, of which
 * `ordinal` is one.
 */
export async function createClasses(database: Database): Promise<void> {
  for (const side of ['source', 'target'] as const) {
    await database.query(`create or replace table ${side}_class as
      select row_number() over (order by group_id, written) - 1 as class, group_id, written, any_value(raw) as raw, count(*) as size, min(ordinal) as ordinal
      from ${side}_group where group_id <> ${blankGroup} group by group_id, written`);
  }
}

/** How many records of two classes pair, and after how many of each that paired before. */
type Taken = readonly [source: number, target: number, size: number, sourceFrom: number, targetFrom: number];

/** Takes candidates, rows of a class of the source and one of the target, from the first to the last, each record once. */
export async function takeInOrder(database: Database, candidates: string, byOrder: boolean): Promise<void> {
  const sources = await classSizes(database, 'source');
  const targets = await classSizes(database, 'target');
  const [usedSources, usedTargets] = [new Uint32Array(sources.length), new Uint32Array(targets.length)];
  const taken: Taken[] = [];
  for await (const rows of database.stream(candidates)) {
    for (const [source, target] of rows as [number, number][]) {
      const sourceFrom = usedSources[source] ?? 0;
      const targetFrom = usedTargets[target] ?? 0;
      const size = Math.min((sources[source] ?? 0) - sourceFrom, (targets[target] ?? 0) - targetFrom);
      if (size === 0) continue;
      usedSources[source] = sourceFrom + size;
      usedTargets[target] = targetFrom + size;
      taken.push([source, target, size, sourceFrom, targetFrom]);
    }
  }
  await writeTaken(database, taken);
  const numbered = (
    side: Side,
  ) => `(select g.ordinal, c.class, row_number() over (partition by c.class order by g.place) - 1 as n
    from ${side}_group g join ${side}_class c using (group_id, written))`;
  await settle(
    database,
    `select s.ordinal as s, t.ordinal as t from taken k
      join ${numbered('source')} s on s.class = k.source and s.n between k.source_from and k.source_from + k.size - 1
      join ${numbered('target')} t on t.class = k.target and t.n - k.target_from = s.n - k.source_from`,
    byOrder,
  );
}

async function classSizes(database: Database, side: Side): Promise<Uint32Array> {
  const [row] = await database.query(`select count(*) from ${side}_class`);
  const sizes = new Uint32Array(Number(row?.[0] ?? 0));
  for await (const rows of database.stream(`select class, size from ${side}_class`)) {
    for (const [index, size] of rows) sizes[Number(index)] = Number(size);
  }
  return sizes;
}

async function writeTaken(database: Database, taken: readonly Taken[]): Promise<void> {
  await database.query(`create or replace table taken
    (source bigint, target bigint, size bigint, source_from bigint, target_from bigint)`);
  await appendRows(database, 'taken', taken, (appender, row) => {
    for (const value of row) appender.appendBigInt(BigInt(value));
  });
}

/**
 * The candidates (classes of the source and the target) from the best to the worst. Values are computed once a class, in the
 * tables `source_values` and `target_values`, and only compared for the pairs. Candidates that tie in all have no record in common.
 * The keys of the order mostly fit into 24 bytes: beyond, DuckDB sorts three to ten times as slowly.
 */
async function judgedCandidates(database: Database, plan: Plan, part: GroupPart): Promise<string> {
  const columns = plan.columns.filter((column) => isCompared(plan, column));
  const agree = part.map((name) => `s.${name} = t.${name}`).join(' and ');
  const small = `(select * from part_sizes where not large)`;
  const inSmall = part.map((name) => `c.${name} = p.${name}`).join(' and ');
  await createClassValues(database, columns, `semi join ${small} p on ${inSmall}`);
  return `select s, t from (
    select s.class as s, t.class as t, (${differing(columns)})::smallint as differing, ${distance(columns)} as distance,
      least(s.written, t.written) as low, greatest(s.written, t.written) as high
    from source_values s join target_values t on ${agree})
    order by differing, distance, low, high`;
}

/**
 * Makes the tables `source_values` and `target_values`: the classes (c, filtered) with what judges the columns, for `differing`.
 */
export async function createClassValues(
  database: Database,
  columns: readonly ColumnPlan[],
  filter: string,
): Promise<void> {
  for (const side of ['source', 'target'] as const) {
    const values = columns.flatMap((column, index) => classValues(column, side, index));
    await database.query(`create or replace table ${side}_values as
      select ${['c.class', 'c.group_id', 'c.raw', 'c.written', ...values].join(', ')}
      from ${side}_class c ${filter} join ${side} x on x.ordinal = c.ordinal`);
  }
}

/** Text agrees where the canonical texts are the same; other kinds are judged by the cell and its value. */
function classValues(column: ColumnPlan, side: Side, index: number): string[] {
  const cell = `x.c${indexOn(column, side)}`;
  if (column.kind === 'text') return [`${canonicalText(column, side, cell)} as c${index}`];
  return [`${cell} as c${index}`, `${canonicalSql(cell, column.specs[side])} as v${index}`];
}

/** The number of columns in which a source class s and a target class t differ. */
export function differing(columns: readonly ColumnPlan[]): string {
  const each = columns.map((column, index) => {
    const [source, target] = [`s.c${index}`, `t.c${index}`];
    if (column.kind === 'text') return `(${source} is distinct from ${target})::integer`;
    return `${judgeCells(column, source, target, `s.v${index}`, `t.v${index}`).differs}::integer`;
  });
  return each.join(' + ') || '0';
}

function distance(columns: readonly ColumnPlan[]): string {
  const specs = columns.flatMap((column) => (column.kind === 'decimal' ? [decimalSpec(column)] : []));
  const scale = Math.max(0, ...specs.map((spec) => spec.scale));
  const whole = Math.max(0, ...specs.map((spec) => spec.width - spec.scale)) + String(2 * specs.length).length;
  const type = `decimal(${whole + scale <= fastDecimalDigits ? fastDecimalDigits : mostDecimalDigits}, ${scale})`;
  const each = columns.flatMap((column, index) => {
    if (column.kind !== 'decimal') return [];
    const [source, target] = [valueOrZero(column, `s.v${index}`), valueOrZero(column, `t.v${index}`)];
    return [`abs(${source} - ${target})::${type}`];
  });
  // Amounts of more digits than can be added decide nothing.
  return each.length === 0 ? '0' : `try((${each.join(' + ')})::${type})`;
}
