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
 * Infers the key: of all columns, pairs and triples that are distinct on both sides in all but 2 % of the rows (or 2 rows) and
 * overlap by at least half of the smaller side, the one that explains most: the largest number of cells, key included, that
 * agree on the records that it matches. Within 0.5 % the fewest columns win, then identifiers before dates, then the name.
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
  const accepted: Judged[] = [];
  let complete = true;
  for (const size of [1, 2, 3]) {
    if (accepted.some((candidate) => candidate.explainsAll)) break;
    const pool = size === 1 ? eligible : bestColumns(eligible, distinct);
    for (const parts of combinations(pool, size)) {
      if (accepted.some((candidate) => candidate.parts.every((part) => parts.includes(part)))) continue;
      if (!canBeDistinct(parts, distinct)) continue;
      if (deadline()) {
        complete = false;
        break;
      }
      if (!(await isDistinct(database, first, parts, distinct))) continue;
      const judged = await judge(database, columns, await tablesFor(parts), parts, sourceRows);
      if (judged !== undefined) accepted.push(judged);
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

/** Columns from which pairs and triples are made. */
const mostColumnsCombined = 16;
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
  const counts = async (table: string) => {
    const [row = []] = await database.query(
      `select count(*) ${indices.map((index) => `, count(distinct k${index})`).join('')} from ${table}`,
    );
    return { rows: Number(row[0]), values: new Map(indices.map((index, place) => [index, Number(row[place + 1])])) };
  };
  const source = await counts(tables.source);
  const target = await counts(tables.target);
  return { rows: { source: source.rows, target: target.rows }, source: source.values, target: target.values };
}

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

function bestColumns(eligible: readonly number[], distinct: Distinct): number[] {
  const values = (index: number) => Math.min(distinct.source.get(index) ?? 0, distinct.target.get(index) ?? 0);
  return [...eligible]
    .filter((index) => values(index) > 1)
    .sort((a, b) => values(b) - values(a) || a - b)
    .slice(0, mostColumnsCombined)
    .sort((a, b) => a - b);
}

async function isDistinct(
  database: Database,
  tables: HashTables,
  parts: readonly number[],
  distinct: Distinct,
): Promise<boolean> {
  if (parts.length === 1) {
    const [part = -1] = parts;
    return (['source', 'target'] as const).every((side) => enough(distinct[side].get(part) ?? 0, distinct.rows[side]));
  }
  for (const side of ['source', 'target'] as const) {
    const [row] = await database.query(`select count(distinct ${keyHash(parts)}) from ${tables[side]}`);
    if (!enough(Number(row?.[0]), distinct.rows[side])) return false;
  }
  return true;
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
  const side = (table: string) => `(select *, ${keyHash(parts)} as k from ${table})`;
  const unique = (table: string) =>
    `(select * from ${side(table)} where k is not null qualify count(*) over (partition by k) = 1)`;
  const cells = columns.map((_, index) => `(s.v${index} is not distinct from t.v${index})::integer`).join(' + ');
  const [row = []] = await database.query(`select
    (select count(*) from ${tables.source}), (select count(distinct k) from ${side(tables.source)}),
    (select count(*) from ${tables.target}), (select count(distinct k) from ${side(tables.target)}),
    count(*), coalesce(sum(${cells}), 0)::bigint
    from ${unique(tables.source)} s join ${unique(tables.target)} t on s.k = t.k`);
  // A sample stands for the whole file.
  const [sourceRows, source, targetRows, target, matched, agreeing] = row.map(Number) as Six;
  if (!enough(source, sourceRows) || !enough(target, targetRows)) return undefined;
  const smaller = Math.min(source, target);
  const overlap = smaller === 0 ? 0 : matched / smaller;
  if (smaller > 0 && overlap < leastOverlap) return undefined;
  const candidate: KeyCandidate = {
    columns: parts.map((part) => columns[part]?.name ?? ''),
    distinct_in_source: share(source, sourceRows),
    distinct_in_target: share(target, targetRows),
    overlap: share(matched, smaller),
    agreeing_cells: Math.round((agreeing * allRows) / Math.max(1, sourceRows)),
  };
  const most = Math.min(sourceRows, targetRows) * columns.length;
  return { parts, candidate, explainsAll: agreeing >= most * (1 - sameFigure) };
}

type Six = [number, number, number, number, number, number];

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 10_000;
}

function rank(accepted: readonly Judged[], columns: readonly ColumnPlan[]): Judged[] {
  const most = Math.max(0, ...accepted.map(({ candidate }) => candidate.agreeing_cells));
  const isBest = ({ candidate }: Judged) => candidate.agreeing_cells >= most * (1 - sameFigure);
  const dates = ({ parts }: Judged) => parts.filter((part) => columns[part]?.kind === 'date').length;
  const name = ({ candidate }: Judged) => candidate.columns.map(normaliseColumnName).join('\0');
  return [...accepted].sort(
    (a, b) =>
      Number(isBest(b)) - Number(isBest(a)) ||
      (isBest(a) ? 0 : b.candidate.agreeing_cells - a.candidate.agreeing_cells) ||
      a.parts.length - b.parts.length ||
      dates(a) - dates(b) ||
      (name(a) < name(b) ? -1 : 1),
  );
}
