import type { Database } from '../duckdb/open.ts';
import type { ExactDecimal } from '../numbers/exact-decimal.ts';
import type { ColumnPlan, Plan } from '../types.ts';
import { decimalSpec, readExactSum, valueOrZero } from './column-statistics.ts';
import { type CellSql, cellSql, judgeCells, normalisesAlike } from './compare-column.ts';
import { exactSum } from './exact-sum.ts';
import type { Matching } from './stream-pairs.ts';

/** Amounts of a decimal column on records that the other side does not have. */
export interface MissingAmounts {
  readonly missingInTarget: ExactDecimal;
  readonly missingInSource: ExactDecimal;
}

/**
 * Makes the table `differences` of the table `broken`: one row for each differing cell of a discrepancy, with the cause and the
 * exact difference. `column_index` is the position in `plan.columns`; `amount` is source minus target of a decimal column, a cell
 * that is no number counting as 0. Gives the amounts of the missing records by position of the column.
 */
export async function createDifferences(
  database: Database,
  plan: Plan,
  matching: Matching,
): Promise<ReadonlyMap<number, MissingAmounts>> {
  await database.query(`create table differences (source_ordinal bigint, target_ordinal bigint, column_index integer,
    source varchar, target varchar, cause varchar, delta varchar, amount varchar)`);
  const missing = new Map<number, MissingAmounts>();
  const compared = [...plan.columns.entries()].filter(([, column]) => !plan.key.columns.includes(column.name));
  const mayDiffer = ([index, column]: IndexedColumn) =>
    !normalisesAlike(column) || matching.statistics[index]?.rawDiffering !== 0;
  for (let start = 0; start < compared.length; start += columnsPerStatement) {
    const columns = compared.slice(start, start + columnsPerStatement);
    const block = columns.filter((column) => mayDiffer(column) || column[1].kind === 'decimal');
    if (block.length === 0) continue;
    await createBlock(database, block);
    await insertDifferences(database, block, mayDiffer);
    for (const [index, amounts] of await missingAmounts(database, block)) missing.set(index, amounts);
    await database.query('drop table block');
  }
  return missing;
}

/** An expression over thousands of columns takes more memory than a worker has. */
const columnsPerStatement = 50;

type IndexedColumn = readonly [index: number, column: ColumnPlan];

/**
 * The table `block`: the cells s0, t0 … of some columns on all broken records, and their values sv0, tv0 …. Values are computed
 * here alone: DuckDB takes milliseconds to plan each of their expressions.
 */
async function createBlock(database: Database, columns: readonly IndexedColumn[]): Promise<void> {
  const cells = columns.flatMap(([, { sourceIndex, targetIndex }], place) => [
    `source[${sourceIndex + 1}] as s${place}`,
    `target[${targetIndex + 1}] as t${place}`,
  ]);
  const values = columns.flatMap(([, column], place) => {
    if (column.kind === 'text') return [];
    const sql = cellSql(column, `s${place}`, `t${place}`);
    return [`${sql.sourceValue} as sv${place}`, `${sql.targetValue} as tv${place}`];
  });
  await database.query(`create table block as select ${['*', ...values].join(', ')}
    from (select ${['source_ordinal', 'target_ordinal', ...cells].join(', ')} from broken)`);
}

async function insertDifferences(
  database: Database,
  columns: readonly IndexedColumn[],
  mayDiffer: (column: IndexedColumn) => boolean,
): Promise<void> {
  const found = columns.flatMap(([index, column], place) => {
    if (!mayDiffer([index, column])) return [];
    const [source, target] = [`s${place}`, `t${place}`];
    const sql = judgeCells(column, source, target, `sv${place}`, `tv${place}`);
    const amount =
      column.kind === 'decimal'
        ? `(${valueOrZero(column, sql.sourceValue)} - ${valueOrZero(column, sql.targetValue)})::varchar`
        : 'null::varchar';
    const difference = `case when ${sql.differs} then {'column_index': ${index}, 'source': coalesce(${source}, ''),
      'target': coalesce(${target}, ''), 'cause': ${causeSql(column, sql)}, 'delta': ${deltaSql(column, sql)},
      'amount': ${amount}} end`;
    return [difference];
  });
  if (found.length === 0) return;
  await database.query(`insert into differences
    select source_ordinal, target_ordinal, d.column_index, d.source, d.target, d.cause, d.delta, d.amount
    from (select source_ordinal, target_ordinal, unnest([${found.join(',\n')}]) as d
      from block where source_ordinal is not null and target_ordinal is not null)
    where d is not null`);
}

async function missingAmounts(
  database: Database,
  columns: readonly IndexedColumn[],
): Promise<[number, MissingAmounts][]> {
  const decimals = columns.flatMap(([index, column], place) =>
    column.kind === 'decimal' ? [{ index, column, place }] : [],
  );
  if (decimals.length === 0) return [];
  const sums = decimals.flatMap(({ column, place }) => {
    const { width } = decimalSpec(column);
    return [
      exactSum(`sv${place}`, width, 'target_ordinal is null'),
      exactSum(`tv${place}`, width, 'source_ordinal is null'),
    ];
  });
  const [row = []] = await database.query(`select ${sums.join(', ')} from block`);
  return decimals.map(({ index, column }, position) => {
    const sum = (offset: number) => readExactSum(String(row[position * 2 + offset] ?? '0'), column);
    return [index, { missingInTarget: sum(0), missingInSource: sum(1) }];
  });
}

/** The first cause that holds for two differing cells; see `causes` of contracts for the order. */
function causeSql(column: ColumnPlan, sql: CellSql): string {
  const isNull = `${sql.sourceBlank} <> ${sql.targetBlank}`;
  const rules = [`when ${isNull} then 'null_vs_value'`];
  if (column.kind === 'decimal') {
    const { scale } = decimalSpec(column);
    const [a, b] = [unscaled(sql.sourceValue, scale), unscaled(sql.targetValue, scale)];
    rules.push(`when ${a} = -${b} then 'sign'`, `when ${isRounded(a, b, scale)} then 'rounding'`);
  }
  if (column.kind === 'date') {
    rules.push(`when abs(date_diff('day', ${sql.sourceValue}, ${sql.targetValue})) <= 1 then 'within_1_day'`);
  }
  if (column.kind === 'timestamp') {
    rules.push(`when abs(${microseconds(sql)}) <= ${86_400 * 1_000_000} then 'within_1_day'`);
  }
  return `case ${rules.join(' ')} else 'value' end`;
}

/** Target minus source, for two cells that both read in the column's kind. */
function deltaSql(column: ColumnPlan, sql: CellSql): string {
  switch (column.kind) {
    case 'decimal':
      return withoutTrailingZeros(`(${sql.targetValue} - ${sql.sourceValue})::varchar`);
    case 'date':
      return `date_diff('day', ${sql.sourceValue}, ${sql.targetValue})::varchar || ' d'`;
    case 'timestamp': {
      const seconds = `(${microseconds(sql)} * 0.000001::decimal(7, 6))::varchar`;
      return `${withoutTrailingZeros(seconds)} || ' s'`;
    }
    case 'text':
    case 'boolean':
      return 'null::varchar';
  }
}

function microseconds(sql: { sourceValue: string; targetValue: string }): string {
  return `(epoch_us(${sql.targetValue}) - epoch_us(${sql.sourceValue}))`;
}

function withoutTrailingZeros(text: string): string {
  return `(case when contains(${text}, '.') then rtrim(rtrim(${text}, '0'), '.') else ${text} end)`;
}

/** A decimal as the integer of its smallest units, so that rounding is exact. */
function unscaled(value: string, scale: number): string {
  return scale === 0 ? `${value}::hugeint` : `replace(${value}::varchar, '.', '')::hugeint`;
}

/** Whether one number is the other rounded (half away from zero) or cut to fewer decimals. */
function isRounded(a: string, b: string, scale: number): string {
  const ways = Array.from({ length: scale }, (_, decimals) => {
    const unit = `${10n ** BigInt(scale - decimals)}::hugeint`;
    return `${becomes(a, b, unit)} or ${becomes(b, a, unit)}`;
  });
  return ways.length === 0 ? 'false' : `(${ways.join(' or ')})`;
}

/** `from` rounded or cut to whole `unit`s gives `to`; hugeint division and remainder cut towards zero. */
function becomes(from: string, to: string, unit: string): string {
  const cut = `${from} - ${from} % ${unit}`;
  const carry = `case when abs(${from} % ${unit}) * 2 >= ${unit} then sign(${from})::hugeint * ${unit} else 0 end`;
  return `(${to} % ${unit} = 0 and ${from} % ${unit} <> 0 and (${to} = ${cut} or ${to} = ${cut} + ${carry}))`;
}
