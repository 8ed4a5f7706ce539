import type { KeyCandidate } from '@reconcyl/contracts';
import type { Database } from '../duckdb/open.ts';
import { normaliseColumnName } from '../reading/index.ts';
import type { ColumnPlan } from '../types.ts';
import { combinations } from './combinations.ts';

/**
 * Tables of hashes of both sides, one row a record: `k<i>` of the text of column i as part of a key (NULL = blank) and `v<i>` of
 * its canonical value, i being the position in `columns`.
 */
export interface HashTables {
  readonly source: string;
  readonly target: string;
}

export interface KeyChoice {
  /** Empty where nothing qualifies. */
  readonly columns: readonly string[];
  /** The chosen one first, then the runners-up. */
  readonly candidates: readonly KeyCandidate[];
  /** False when the search ended before every combination was tried. */
  readonly complete: boolean;
}

/** Gives the hash tables in which a candidate is judged: the same ones for small files, a sample by the candidate's own hash for large. */
export type TablesFor = (columns: readonly number[]) => Promise<HashTables>;

/**
 * Infers the key: of all columns, pairs and triples by which all but 2 % of the rows (or 2 rows) of both sides have a key of their own, and that
 * overlap by at least half of the smaller side, the one that explains most: the largest number of cells, key included, that
 * agree on the records that it matches. Within 0.5 % the fewest columns win, then identifiers before amounts and these before dates,
 * then the name.
 * Fractional amounts are never part of a key.
 */
export async function inferKey(
  database: Database,
  columns: readonly ColumnPlan[],
  first: HashTables,
  tablesFor: TablesFor,
  sourceRows: number,
  deadline: () => boolean,
): Promise<KeyChoice> {
  const eligible = columns.flatMap((column, index) => (isFractional(column) || isNearEnough(column) ? [] : [index]));
  const distinct = await countDistinct(database, first, eligible);
  // A file without rows has nothing that columns together could tell apart.
  const isEmpty = distinct.rows.source === 0 || distinct.rows.target === 0;
  const combined = isEmpty ? [] : bestColumns(eligible, distinct);
  const accepted: Judged[] = [];
  let complete = true;
  for (const size of [1, 2, 3]) {
    // What has more columns explains no more by a figure that counts.
    if (accepted.some((candidate) => candidate.explainsAll)) break;
    const isNew = (parts: readonly number[]) =>
      !accepted.some((candidate) => candidate.parts.every((part) => parts.includes(part)));
    const possible = [...combinations(size === 1 ? eligible : combined, size)].filter(
      (parts) => isNew(parts) && canBeDistinct(parts, distinct),
    );
    for (let start = 0; start < possible.length && complete; start += combinationsPerStatement) {
      const some = possible.slice(start, start + combinationsPerStatement);
      for (const parts of await distinctOnBothSides(database, first, some, distinct)) {
        const judged = await judge(database, columns, await tablesFor(parts), parts, sourceRows);
        if (judged !== undefined) accepted.push(judged);
      }
      complete = !deadline() || start + combinationsPerStatement >= possible.length;
    }
  }
  const [best, ...others] = rank(accepted, columns);
  return {
    columns: best?.candidate.columns ?? [],
    candidates: [...(best === undefined ? [] : [best]), ...others]
      .slice(0, mostListed)
      .map(({ candidate }) => candidate),
    complete,
  };
}

/** Shares of §4 of the rules: keys that repeat, keys that both sides have, figures that count as the same. */
const mostRepeated = 0.02;
const fewestRepeatedRows = 2;
const leastOverlap = 0.5;
const sameFigure = 0.005;

/** Combinations that are tried at most, and in one statement. */
const mostCombinations = 5000;
const combinationsPerStatement = 20;
/** In larger tables an estimate tells most of the keys apart that repeat; it may be this much too low. */
const mostCountedRows = 20_000;
const estimateError = 0.1;
const mostListed = 5;

interface Judged {
  readonly parts: readonly number[];
  readonly candidate: KeyCandidate;
  /** Nothing can explain more than this candidate by a figure that counts. */
  readonly explainsAll: boolean;
}

interface Distinct {
  readonly rows: { readonly source: number; readonly target: number };
  /** Number of values by position of the column. */
  readonly source: ReadonlyMap<number, number>;
  readonly target: ReadonlyMap<number, number>;
  /** Columns whose cells are not all the same on both sides, a blank being a value like any other: they can tell rows apart. */
  readonly varied: ReadonlySet<number>;
}

/** Values that need not be equal to agree identify nothing. */
function isNearEnough({ tolerance, window, specs }: ColumnPlan): boolean {
  return (
    tolerance !== undefined || window !== undefined || ('round' in specs.source && specs.source.round !== undefined)
  );
}

function isFractional(column: ColumnPlan): boolean {
  return column.specs.source.kind === 'decimal' && column.specs.source.scale > 0;
}

async function countDistinct(database: Database, tables: HashTables, indices: readonly number[]): Promise<Distinct> {
  const keys = indices.map((index) => `k${index}`);
  // One set of all columns' values: a `count(distinct …)` for each asks for memory of its own, which a small table feels.
  const counts = async (table: string) => {
    const counted = await database.query(`select -1, count(*), 0 from ${table} union all
      select part, count(hash), count(*) from (select distinct unnest([${indices.join(', ')}]) as part,
        unnest([${keys.join(', ')}]::ubigint[]) as hash from ${table}) group by part`);
    const rows = counted.map((row) => row.map(Number) as [number, number, number]);
    return {
      rows: rows.find(([part]) => part < 0)?.[1] ?? 0,
      values: new Map(rows.filter(([part]) => part >= 0).map(([part, values]) => [part, values])),
      varied: rows.filter(([, , withBlank]) => withBlank > 1).map(([part]) => part),
    };
  };
  const source = await counts(tables.source);
  const target = await counts(tables.target);
  return {
    rows: { source: source.rows, target: target.rows },
    source: source.values,
    target: target.values,
    varied: new Set([...source.varied, ...target.varied]),
  };
}

/** Of rows with a key of their own, or of different keys, which are never fewer: one duplicate is two rows that share a key. */
function enough(distinct: number, rows: number): boolean {
  return rows - distinct <= Math.max(fewestRepeatedRows, rows * mostRepeated);
}

/** A combination cannot have more values than the product of its columns' numbers of values (a blank is one more). */
function canBeDistinct(parts: readonly number[], distinct: Distinct): boolean {
  return (['source', 'target'] as const).every((side) => {
    const most = parts.reduce((product, part) => product * ((distinct[side].get(part) ?? 0) + 1), 1);
    return enough(Math.min(most, distinct.rows[side]), distinct.rows[side]);
  });
}

/** The columns of which pairs and triples are made: those with the most values, as many as the bound of all combinations allows. */
function bestColumns(eligible: readonly number[], distinct: Distinct): number[] {
  const values = (index: number) => Math.min(distinct.source.get(index) ?? 0, distinct.target.get(index) ?? 0);
  const varied = eligible.filter((index) => distinct.varied.has(index)).sort((a, b) => values(b) - values(a) || a - b);
  const pairsAndTriples = (n: number) => (n * (n - 1)) / 2 + (n * (n - 1) * (n - 2)) / 6;
  let most = varied.length;
  while (most > 0 && eligible.length + pairsAndTriples(most) > mostCombinations) most -= 1;
  return varied.slice(0, most).sort((a, b) => a - b);
}

/** Of some combinations of columns, all of one size, those that are distinct enough on both sides. */
async function distinctOnBothSides(
  database: Database,
  tables: HashTables,
  combined: readonly (readonly number[])[],
  distinct: Distinct,
): Promise<(readonly number[])[]> {
  let left = [...combined];
  for (const side of ['source', 'target'] as const) {
    const rows = distinct.rows[side];
    const keep = async (expression: (key: string) => string, error: number) => {
      if (left.length === 0) return;
      const [counts = []] = await database.query(
        `select ${left.map((parts) => expression(keyHash(parts))).join(', ')} from ${tables[side]}`,
      );
      left = left.filter((_, place) => enough(Number(counts[place]) * (1 + error), rows));
    };
    if (combined[0]?.length === 1) {
      left = left.filter(([part = -1]) => enough(distinct[side].get(part) ?? 0, rows));
      continue;
    }
    if (rows > mostCountedRows) await keep((key) => `approx_count_distinct(${key})`, 2 * estimateError);
    await keep((key) => `count(distinct ${key})`, 0);
  }
  return left;
}

/** One number for a key: NULL parts count as a value of their own, a wholly blank key is NULL. */
function keyHash(parts: readonly number[]): string {
  const [only] = parts;
  if (parts.length === 1) return `k${only}`;
  return `case when coalesce(${parts.map((part) => `k${part}`).join(', ')}) is not null
    then hash(${parts.map((part) => `coalesce(k${part}, 0)`).join(', ')}) end`;
}

async function judge(
  database: Database,
  columns: readonly ColumnPlan[],
  tables: HashTables,
  parts: readonly number[],
  allRows: number,
): Promise<Judged | undefined> {
  const key = keyHash(parts);
  const keys = (table: string) => `select ${key} as k, count(*) as n from ${table} group by k`;
  // A NULL is no key, but its rows are rows.
  const figures = (side: string) =>
    `(select {'rows': coalesce(sum(n), 0), 'keys': count(k), 'own': count_if(n = 1 and k is not null)} from ${side})`;
  const [counted = []] = await database.query(`with s as materialized (${keys(tables.source)}),
      t as materialized (${keys(tables.target)}), of as (select ${figures('s')} as s, ${figures('t')} as t)
    select s.rows, s.keys, s.own, t.rows, t.keys, t.own, (select count(*) from s semi join t using (k)) from of`);
  // A sample stands for the whole file.
  const [sourceRows, source, sourceOwn, targetRows, target, targetOwn, common] = counted.map(Number) as Seven;
  if (!enough(sourceOwn, sourceRows) || !enough(targetOwn, targetRows)) return undefined;
  const smaller = Math.min(source, target);
  if (smaller > 0 && common / smaller < leastOverlap) return undefined;
  const repeats = source < sourceRows || target < targetRows;
  const agreeing = await agreeingCells(database, columns, tables, key, repeats);
  const candidate: KeyCandidate = {
    columns: parts.map((part) => columns[part]?.name ?? ''),
    distinct_in_source: share(sourceOwn, sourceRows),
    distinct_in_target: share(targetOwn, targetRows),
    overlap: share(common, smaller),
    agreeing_cells: Math.round((agreeing * allRows) / Math.max(1, sourceRows)),
  };
  const most = Math.min(sourceRows, targetRows) * columns.length;
  return { parts, candidate, explainsAll: agreeing >= most * (1 - sameFigure) };
}

type Seven = [number, number, number, number, number, number, number];

/**
 * Cells that agree on the records that a key matches. Where keys repeat, the equal records of a key are matched first; then one that
 * is left with that of several which it is most like; several with several in an order of their contents: near enough to judge a key
 * by, and the same whatever the order of rows and columns.
 */
async function agreeingCells(
  database: Database,
  columns: readonly ColumnPlan[],
  tables: HashTables,
  key: string,
  repeats: boolean,
): Promise<number> {
  const cells = columns.map((_, index) => `(s.v${index} is not distinct from t.v${index})::integer`).join(' + ');
  const records = (table: string) => `(select *, ${key} as k from ${table} where ${key} is not null)`;
  if (!repeats) {
    const [row] = await database.query(`select coalesce(sum(${cells}), 0)::bigint
      from ${records(tables.source)} s join ${records(tables.target)} t using (k)`);
    return Number(row?.[0] ?? 0);
  }
  const byName = columns.map((column, index) => ({ name: normaliseColumnName(column.name), index }));
  const content = byName.sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ index }) => `v${index}`);
  const numbered = (table: string) => `(select *, hash(${content.join(', ')}) as h,
    row_number() over (partition by k, h) as n from ${records(table)})`;
  const rest = (side: string, other: string) => `select *, row_number() over (partition by k order by h, n) as place,
    count(*) over (partition by k) as size from ${side} anti join ${other} using (k, h, n)`;
  const [row] = await database.query(`with s_all as materialized (select * from ${numbered(tables.source)}),
    t_all as materialized (select * from ${numbered(tables.target)}),
    s_rest as materialized (${rest('s_all', 't_all')}), t_rest as materialized (${rest('t_all', 's_all')})
    select coalesce(sum(agreeing), 0)::bigint from (
      select count(*) * ${columns.length} as agreeing from s_all join t_all using (k, h, n)
      union all
      select max(${cells}) from s_rest s join t_rest t using (k) where least(s.size, t.size) = 1 group by k
      union all
      select sum(${cells}) from s_rest s join t_rest t using (k, place) where least(s.size, t.size) > 1)`);
  return Number(row?.[0] ?? 0);
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 10_000;
}

function rank(accepted: readonly Judged[], columns: readonly ColumnPlan[]): Judged[] {
  const most = Math.max(0, ...accepted.map(({ candidate }) => candidate.agreeing_cells));
  const isBest = ({ candidate }: Judged) => candidate.agreeing_cells >= most * (1 - sameFigure);
  const unlikeIds = ({ parts }: Judged) => parts.reduce((sum, part) => sum + unlikeIdentifier(columns[part]), 0);
  const name = ({ candidate }: Judged) => candidate.columns.map(normaliseColumnName).join('\0');
  return [...accepted].sort(
    (a, b) =>
      Number(isBest(b)) - Number(isBest(a)) ||
      (isBest(a) ? 0 : b.candidate.agreeing_cells - a.candidate.agreeing_cells) ||
      a.parts.length - b.parts.length ||
      unlikeIds(a) - unlikeIds(b) ||
      (name(a) < name(b) ? -1 : 1),
  );
}

/** How little a column is an identifier by its kind: texts, codes and counters are, amounts less so, dates least. */
function unlikeIdentifier(column: ColumnPlan | undefined): number {
  if (column?.kind === 'date' || column?.kind === 'timestamp') return 2;
  return column?.kind === 'decimal' && column.identifierLike !== true ? 1 : 0;
}
