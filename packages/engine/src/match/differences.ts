import { type Side, sides } from '@reconcyl/contracts';
import type { Database } from '../duckdb/open.ts';
import { textMark } from '../explain/cell-pair.ts';
import { type ExplainedBreaks, explainBreaks } from '../explain/explain-breaks.ts';
import { canonicalSql, textCanonicalSql } from '../kinds/index.ts';
import type { ExactDecimal } from '../numbers/exact-decimal.ts';
import type { ColumnPlan, Plan } from '../types.ts';
import { currencyCodeSql, ownAmountSql, sharedCurrencyColumn } from './amounts.ts';
import { decimalSpec, readExactSum, valueOrZero } from './column-statistics.ts';
import { judgeCells, normalisesAlike } from './compare-column.ts';
import { exactSum } from './exact-sum.ts';
import { isCompared } from './key-sql.ts';
import type { Matching } from './matching.ts';

/** Amounts of a decimal column on records that the other side does not have, in one currency. */
export interface MissingAmounts {
  /** What the plan's shared currency column says; null where nothing does. */
  readonly currency: string | null;
  readonly missingInTarget: ExactDecimal;
  readonly missingInSource: ExactDecimal;
}

export interface Differences {
  /** By position of the column. */
  readonly missing: ReadonlyMap<number, readonly MissingAmounts[]>;
  readonly explained: ExplainedBreaks;
}

/**
 * Makes the table `differences` of the table `broken`: one row for each differing cell of a discrepancy, those of a record together.
 * SQL finds which cells differ and gives their canonical values as text (see `CellValue`); why they differ is thought about row by
 * row, and stands in the table `explanations`. `column_index` is the position in `plan.columns`; `amount` is source minus target of
 * a decimal column, a cell that is no number counting as 0.
 */
export async function createDifferences(database: Database, plan: Plan, matching: Matching): Promise<Differences> {
  await database.query(`create table differences (source_ordinal bigint, target_ordinal bigint, column_index integer,
    source varchar, target varchar, source_value varchar, target_value varchar, currency varchar, amount varchar)`);
  const missing = new Map<number, readonly MissingAmounts[]>();
  const compared = [...plan.columns.entries()].filter(([, column]) => isCompared(plan, column));
  const mayDiffer = ([index, column]: IndexedColumn) =>
    !normalisesAlike(column) || matching.statistics[index]?.judged.differs !== 0;
  const blocks = Array.from({ length: Math.ceil(compared.length / columnsPerStatement) }, (_, block) =>
    compared.slice(block * columnsPerStatement, (block + 1) * columnsPerStatement),
  );
  const isMissing = matching.missingInTarget + matching.missingInSource > 0;
  let inserts = 0;
  for (const columns of blocks) {
    const differing = columns.filter(mayDiffer);
    const decimals = columns.filter(([, { kind }]) => kind === 'decimal');
    for (const [index] of decimals) missing.set(index, []);
    const block = isMissing ? [...new Set([...differing, ...decimals])] : differing;
    if (block.length === 0) continue;
    await createBlock(database, plan, block);
    if (differing.length > 0) {
      await insertDifferences(database, plan, matching, block, differing);
      inserts += 1;
    }
    if (isMissing)
      for (const [index, amounts] of await missingAmounts(database, plan, block)) missing.set(index, amounts);
    await database.query('drop table block');
  }
  if (inserts > 1) {
    await database.query(`create or replace table differences as
      select * from differences order by source_ordinal, target_ordinal, column_index`);
  }
  const { missingInTarget, missingInSource } = matching;
  const found = { differing: inserts > 0, missingInTarget, missingInSource };
  return { missing, explained: await explainBreaks(database, plan, found) };
}

/** An expression over thousands of columns takes more memory than a worker has. */
const columnsPerStatement = 50;

type IndexedColumn = readonly [index: number, column: ColumnPlan];

/**
 * The table `block`: the cells s0, t0 … of some columns on all broken records, and their canonical values sv0, tv0 … where the texts
 * are not the same, and the amounts sa0, ta0 … that are not these. They are computed here alone: DuckDB takes milliseconds to plan
 * each of their expressions.
 */
async function createBlock(database: Database, plan: Plan, columns: readonly IndexedColumn[]): Promise<void> {
  const cells = columns.flatMap(([, { sourceIndex, targetIndex, currencyColumn }], place) => {
    const currency = plan.columns.find(({ name }) => name === currencyColumn);
    return [
      `source[${sourceIndex + 1}] as s${place}`,
      `target[${targetIndex + 1}] as t${place}`,
      ...(currency === undefined
        ? []
        : [`coalesce(source[${currency.sourceIndex + 1}], target[${currency.targetIndex + 1}]) as currency${place}`]),
    ];
  });
  const values = columns.flatMap(([, column], place) => {
    const value = (side: Side, cell: string) => {
      const canonical = canonicalSql(cell, column.specs[side]);
      const isOther = `s${place} is distinct from t${place}`;
      return normalisesAlike(column) ? `case when ${isOther} then ${canonical} end` : canonical;
    };
    const amounts = sides.flatMap((side) => {
      const amount = ownAmountSql(column, side, `${side[0]}${place}`);
      return amount === undefined ? [] : [`${amount} as ${side[0]}a${place}`];
    });
    return [
      `${value('source', `s${place}`)} as sv${place}`,
      `${value('target', `t${place}`)} as tv${place}`,
      ...amounts,
    ];
  });
  await database.query(`create table block as select ${['*', ...values].join(', ')}
    from (select ${['source_ordinal', 'target_ordinal', ...cells].join(', ')} from broken)`);
}

async function insertDifferences(
  database: Database,
  plan: Plan,
  matching: Matching,
  block: readonly IndexedColumn[],
  differing: readonly IndexedColumn[],
): Promise<void> {
  const found = block.flatMap((indexed, place) => {
    if (!differing.includes(indexed)) return [];
    const [index, column] = indexed;
    const [source, target, sourceValue, targetValue] = [`s${place}`, `t${place}`, `sv${place}`, `tv${place}`];
    const differs =
      column.kind === 'text'
        ? `${sourceValue} is distinct from ${targetValue}`
        : judgeCells(column, source, target, sourceValue, targetValue).differs;
    const unreadable = matching.statistics[index]?.unreadable;
    const text = (cell: string, value: string, unread: number | undefined) => {
      if (column.kind === 'text') return value;
      const fallback = unread === 0 ? '' : `, '${textMark}' || ${textCanonicalSql(cell, column.nulls)}`;
      return `coalesce(${value}::varchar${fallback})`;
    };
    const amount =
      column.kind === 'decimal'
        ? `(${valueOrZero(column, amountIn(column, 'source', place))} - ${valueOrZero(column, amountIn(column, 'target', place))})::varchar`
        : 'null::varchar';
    const members = [
      `'c': ${index}`,
      `'s': coalesce(${source}, '')`,
      `'t': coalesce(${target}, '')`,
      `'sv': ${text(source, sourceValue, unreadable?.source)}`,
      `'tv': ${text(target, targetValue, unreadable?.target)}`,
      `'currency': ${hasCurrency(plan, column) ? `currency${place}` : 'null::varchar'}`,
      `'amount': ${amount}`,
    ];
    return [`case when ${differs} then {${members.join(', ')}} end`];
  });
  await database.query(`insert into differences
    select source_ordinal, target_ordinal, d.c, d.s, d.t, d.sv, d.tv, d.currency, d.amount
    from (select source_ordinal, target_ordinal, unnest([${found.join(',\n')}]) as d
      from block where source_ordinal is not null and target_ordinal is not null)
    where d is not null`);
}

/** Where the amount of a column stands in `block`. */
function amountIn(column: ColumnPlan, side: Side, place: number): string {
  return `${side[0]}${ownAmountSql(column, side, 'x') === undefined ? 'v' : 'a'}${place}`;
}

function hasCurrency(plan: Plan, { currencyColumn }: ColumnPlan): boolean {
  return plan.columns.some(({ name }) => name === currencyColumn);
}

async function missingAmounts(
  database: Database,
  plan: Plan,
  columns: readonly IndexedColumn[],
): Promise<[number, MissingAmounts[]][]> {
  const decimals = columns.flatMap(([index, column], place) =>
    column.kind === 'decimal' ? [{ index, column, place }] : [],
  );
  if (decimals.length === 0) return [];
  const sums = decimals.flatMap(({ column, place }) => {
    const { width } = decimalSpec(column);
    return [
      exactSum(amountIn(column, 'source', place), width, 'target_ordinal is null'),
      exactSum(amountIn(column, 'target', place), width, 'source_ordinal is null'),
    ];
  });
  const shared = sharedCurrencyColumn(plan);
  const named = decimals.find(({ column }) => column.currencyColumn === shared?.name);
  const code = shared && named ? currencyCodeSql(shared, 'source', `currency${named.place}`) : 'null';
  const rows = await database.query(`select ${code} as code, ${sums.join(', ')} from block
    where source_ordinal is null or target_ordinal is null group by code`);
  return decimals.map(({ index, column }, position) => [
    index,
    rows.map(([currency, ...values]) => {
      const sum = (offset: number) => readExactSum(String(values[position * 2 + offset] ?? '0'), column);
      return { currency: currency as string | null, missingInTarget: sum(0), missingInSource: sum(1) };
    }),
  ]);
}
