import { join } from 'node:path';
import type { OverTime, Side, Summary } from '@reconcyl/contracts';
import type { Database } from '../duckdb/open.ts';
import { quoteLiteral } from '../duckdb/quote.ts';
import { copyTo } from '../match/copy-to.ts';
import { indexOn, keyColumns, keyParts } from '../match/key-sql.ts';
import type { Sides } from '../match/matching.ts';
import { normaliseColumnName } from '../reading/index.ts';
import { resolvedParquet } from '../result/schema.ts';
import { type Plan, resultFiles } from '../types.ts';
import { createCleared } from './cleared.ts';

/** The previous result of a name, where the database may read it. */
export interface Previous {
  readonly summary: Summary;
  /** Path of its breaks.parquet, under a name of ours. */
  readonly breaksPath: string;
}

/**
 * Tells what became of the breaks since the previous result. A break is its key, written canonically, and its column (or the whole
 * record); several of one key are told apart by the order of their contents. Makes the tables
 * - `history` (source_ordinal, target_ordinal, status, age, changed): one row for each row of `broken`;
 * - `cell_ages` (source_ordinal, target_ordinal, column_index, age): one row for each row of `differences`;
 * and writes resolved.parquet where something was cleared. Gives no table where the two results cannot be compared.
 */
export async function compareWithPrevious(
  database: Database,
  plan: Plan,
  sides: Sides,
  previous: Previous,
  outDir: string,
): Promise<OverTime> {
  const reason = whyNotComparable(plan, previous.summary);
  if (reason !== undefined) return { comparable: false, reason };
  await createPrevious(database, plan, previous.breaksPath);
  await createPresent(database, plan, sides);
  await createHistory(database);
  await createCleared(database, plan, sides);
  const cleared = await countCleared(database);
  if (cleared.resolved + cleared.by_rule + cleared.gone > 0) {
    const path = join(outDir, resultFiles.resolved);
    const select = `select row_number() over (order by ordinal, "column" nulls first) - 1 as ordinal, key, "column", kind, age, how
      from cleared`;
    await copyTo(database, select, resolvedParquet, path);
  }
  const [row = []] =
    await database.query(`select count(case when age = 1 then 1 end), count(case when age > 1 then 1 end),
    count(case when changed then 1 end) from aged`);
  const [fresh, persisting, changed] = row.map(Number) as [number, number, number];
  return { comparable: true, new: fresh, persisting, changed, ...cleared };
}

function whyNotComparable(plan: Plan, { key }: Summary): string | undefined {
  const names = (columns: readonly string[]) => columns.map(normaliseColumnName).join('\0');
  if (key.whole_row !== (plan.key.wholeRow === true) || names(key.columns) !== names(plan.key.columns)) {
    const named = (wholeRow: boolean, columns: readonly string[]) => (wholeRow ? 'the whole row' : columns.join(', '));
    return (
      `The key of the previous result was ${named(key.whole_row, key.columns)}, now it is ` +
      `${named(plan.key.wholeRow === true, plan.key.columns)}.`
    );
  }
  return undefined;
}

/**
 * The tables `previous_breaks` and `present_breaks` have one row for each break: its identity (`id`: canonical key; `column`: NULL for
 * a whole record; `n`: number among those of one id and column), `kind`, and `value`, which tells whether it has changed.
 */
async function createPrevious(database: Database, plan: Plan, path: string): Promise<void> {
  const position = (side: Side) =>
    new Map(keyColumns(plan).map((column, index) => [indexOn(column, side), `p.key[${index + 1}]`]));
  const id = (side: Side) => {
    const cells = position(side);
    return keyParts(plan, side, (index) => `nullif(${cells.get(index)}, '')`).join(', ');
  };
  await database.query(`create table previous_breaks as select *,
      row_number() over (partition by id, "column" order by value, ordinal) as n from (
    select ordinal, case when p.source is not null then [${id('source')}] else [${id('target')}] end as id, p.key, d."column", kind,
      d.source, d.target, coalesce(d.age, p.history.age, 1) as age,
      case when d."column" is null then ${recordValue('kind', 'p.source', 'p.target')} else ${cellValue('d.source', 'd.target')} end as value
    from (select *, unnest(case when len(differences) = 0 then [null] else differences end) as d
      from read_parquet(${quoteLiteral(path)}, hive_partitioning = false)) p)`);
}

async function createPresent(database: Database, plan: Plan, sides: Sides): Promise<void> {
  const id = (side: Side) => keyParts(plan, side, (index) => `nullif(b.${side}[${index + 1}], '')`).join(', ');
  const key = `case when b.source is not null then [${id('source')}] else [${id('target')}] end`;
  const names = plan.columns.map((column, index) => `(${index}, ${quoteLiteral(column.name)})`);
  const kind = `case when b.target is null then 'missing_in_target' when b.source is null then 'missing_in_source' else 'discrepancy' end`;
  // An amount made of debit and credit stands behind the cells of the file, and not in the previous result.
  const filled = (side: Side) =>
    `list_transform(b.${side}[1:${sides[side].columns.length}], lambda cell: coalesce(cell, ''))`;
  await database.query(`create table present_breaks as select *,
      row_number() over (partition by id, "column" order by value, source_ordinal, target_ordinal) as n from (
    select b.source_ordinal, b.target_ordinal, null::integer as column_index, null::varchar as "column", ${key} as id, ${kind} as kind,
      ${recordValue(kind, filled('source'), filled('target'))} as value
    from broken b where b.source is null or b.target is null
    union all
    select d.source_ordinal, d.target_ordinal, d.column_index, names.name, ${key}, ${kind}, ${cellValue('d.source', 'd.target')}
    from differences d join (values ${names.join(', ')}) names(column_index, name) using (column_index)
    join broken b on b.source_ordinal = d.source_ordinal and b.target_ordinal = d.target_ordinal)`);
}

const cellValue = (source: string, target: string) => `{'s': ${source}, 't': ${target}}::varchar`;
const recordValue = (kind: string, source: string, target: string) =>
  `{'k': ${kind}, 's': ${source}, 't': ${target}}::varchar`;

async function createHistory(database: Database): Promise<void> {
  await database.query(`create table aged as select n.source_ordinal, n.target_ordinal, n.column_index,
      coalesce(p.age, 0) + 1 as age, p.age is not null and p.value <> n.value as changed
    from present_breaks n left join previous_breaks p
      on n.id = p.id and n."column" is not distinct from p."column" and n.n = p.n;
    create table cell_ages as select source_ordinal, target_ordinal, column_index, age from aged where column_index is not null;
    create table history as select source_ordinal, target_ordinal,
      case when max(age) > 1 then 'persisting' else 'new' end as status, max(age) as age, bool_or(changed) as changed
    from aged group by all`);
}

async function countCleared(database: Database): Promise<{ resolved: number; by_rule: number; gone: number }> {
  const counts = { resolved: 0, by_rule: 0, gone: 0 };
  for (const [how, count] of await database.query('select how, count(*) from cleared group by how')) {
    if (how === 'resolved' || how === 'by_rule' || how === 'gone') counts[how] = Number(count);
  }
  return counts;
}
