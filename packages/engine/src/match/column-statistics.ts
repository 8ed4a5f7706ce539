import { type Side, sides } from '@reconcyl/contracts';
import type { Cell } from '../duckdb/cells.ts';
import { add, type ExactDecimal, formatDecimal, parseDecimal } from '../numbers/exact-decimal.ts';
import type { ColumnPlan } from '../types.ts';
import { hasOwnAmounts } from './amounts.ts';
import { filledSql, judgements } from './compare-column.ts';
import { exactSum } from './exact-sum.ts';
import { amountOf, bothHere, cellName, judgementName, valueName } from './judged-pairs.ts';
import { indexOn } from './key-sql.ts';

/** What the pass over all pairs of records tells of one column. */
export interface ColumnStatistics {
  readonly nulls: { readonly source: number; readonly target: number };
  /** Non-blank cells that do not read in the column's kind. */
  readonly unreadable: { readonly source: number; readonly target: number };
  /** Matched pairs by how their cells were judged; a pair that is not listed has the same text. */
  readonly judged: { readonly [Name in Exclude<keyof typeof judgements, 'same'>]: number };
  /** First and last day as `yyyy-MM-dd`, where they were asked for; absent on a side without any. */
  readonly days?: { readonly [S in Side]: { readonly first?: string; readonly last?: string } };
  /** Present for decimal columns. */
  readonly sums?: { readonly source: ExactDecimal; readonly target: ExactDecimal };
}

/** One question to a relation of judged pairs about a column. */
export interface Aggregate {
  readonly name: Counted | `${Side}${'Filled' | 'Readable' | 'Sum' | 'First' | 'Last'}`;
  readonly sql: string;
}

/**
 * What is asked of one column over a relation of judged pairs, to be read back by `readStatistics`; `withDays` asks a column of days
 * for the first and the last one too.
 */
export function columnAggregates(column: ColumnPlan, withDays = false): Aggregate[] {
  return [
    ...sides.flatMap((side) => sideAggregates(column, side, withDays)),
    ...countedJudgements(column).map((name) => ({
      name,
      sql: `count(case when ${judgementName(column)} = ${judgements[name]} then 1 end)`,
    })),
  ];
}

/** The part that looks at the cells of one side alone. */
export function sideAggregates(column: ColumnPlan, side: Side, withDays = false): Aggregate[] {
  const index = indexOn(column, side);
  const { [side]: spec } = column.specs;
  const isFilled = filledSql(spec, cellName(side, index));
  const filled = { name: `${side}Filled`, sql: `count(case when ${isFilled} then 1 end)` } as const;
  if (column.kind === 'text') return [filled];
  const value = valueName(side, index);
  // A blank cell that counts as 0 has a value too.
  const read = spec.kind === 'decimal' && spec.nullAsZero === true ? `case when ${isFilled} then ${value} end` : value;
  const readable = { name: `${side}Readable`, sql: `count(${read})` } as const;
  if (column.kind !== 'decimal') return [filled, readable, ...(withDays ? dayAggregates(column, side) : [])];
  return [filled, readable, { name: `${side}Sum`, sql: exactSum(amountOf(column, side), decimalSpec(column).width) }];
}

function dayAggregates(column: ColumnPlan, side: Side): Aggregate[] {
  const value = valueName(side, indexOn(column, side));
  return [
    { name: `${side}First`, sql: `cast(cast(min(${value}) as date) as varchar)` },
    { name: `${side}Last`, sql: `cast(cast(max(${value}) as date) as varchar)` },
  ];
}

type Counted = keyof ColumnStatistics['judged'];

/** The judgements that a column can come to. */
function countedJudgements({ kind, tolerance, window }: ColumnPlan): readonly Counted[] {
  if (kind === 'text') return ['case', 'spaces', 'written', 'differs'];
  return tolerance === undefined && window === undefined ? ['written', 'differs'] : ['written', 'forgiven', 'differs'];
}

/** Reads the values of the `columnAggregates` of several columns, one column after the other; `rows` are those of each side. */
export function readStatistics(
  columns: readonly ColumnPlan[],
  aggregates: readonly (readonly Aggregate[])[],
  values: readonly Cell[],
  rows: Readonly<Record<Side, number>>,
): ColumnStatistics[] {
  let position = 0;
  return columns.map((column, index) => {
    const answers = new Map<string, Cell>();
    for (const { name } of aggregates[index] ?? []) answers.set(name, values[position++] ?? null);
    return readColumnStatistics(column, answers, rows);
  });
}

/** The answers of several parts of a relation as those of the whole; each part is in the order of the aggregates. */
export function mergeAnswers(
  aggregates: readonly { readonly name: string }[],
  parts: readonly (readonly Cell[])[],
): Cell[] {
  return aggregates.map(({ name }, place) => {
    const answers = parts.map((part) => part[place] ?? null).filter((answer) => answer !== null);
    if (answers.length === 0) return null;
    if (name.endsWith('Sum')) return formatDecimal(answers.map((sum) => parseDecimal(String(sum))).reduce(add));
    if (name.endsWith('First')) return answers.map(String).sort()[0] ?? null;
    if (name.endsWith('Last')) return answers.map(String).sort().at(-1) ?? null;
    return answers.reduce((sum: number, count) => sum + Number(count), 0);
  });
}

function readColumnStatistics(
  column: ColumnPlan,
  answers: ReadonlyMap<string, Cell>,
  rows: Readonly<Record<Side, number>>,
): ColumnStatistics {
  const number = (name: Aggregate['name']) => Number(answers.get(name) ?? 0);
  const filled = (side: Side) => number(`${side}Filled`);
  const nulls = { source: rows.source - filled('source'), target: rows.target - filled('target') };
  const judged = {
    case: number('case'),
    spaces: number('spaces'),
    written: number('written'),
    forgiven: number('forgiven'),
    differs: number('differs'),
  };
  if (column.kind === 'text') return { nulls, unreadable: { source: 0, target: 0 }, judged };
  const unread = (side: Side) => filled(side) - number(`${side}Readable`);
  const unreadable = { source: unread('source'), target: unread('target') };
  if (column.kind !== 'decimal') {
    if (!answers.has('sourceFirst')) return { nulls, unreadable, judged };
    const daysOn = (side: Side) => {
      const [first, last] = [answers.get(`${side}First`), answers.get(`${side}Last`)];
      return typeof first === 'string' && typeof last === 'string' ? { first, last } : {};
    };
    return { nulls, unreadable, judged, days: { source: daysOn('source'), target: daysOn('target') } };
  }
  const sum = (side: Side) => readExactSum(String(answers.get(`${side}Sum`) ?? '0'), column);
  return { nulls, unreadable, judged, sums: { source: sum('source'), target: sum('target') } };
}

/**
 * Whether agreeing cells of a decimal column may have two amounts: within a tolerance, by rules such as rounding, or where one of two
 * equal texts does not read as a number (and so counts as 0). Only then is the sum of what was forgiven worth a pass of its own.
 */
export function mayForgive(column: ColumnPlan, { unreadable }: ColumnStatistics): boolean {
  if (column.kind !== 'decimal') return false;
  return column.tolerance !== undefined || hasOwnAmounts(column) || unreadable.source + unreadable.target > 0;
}

/** Sum of source minus target over the agreeing cells of a decimal column, over a relation of judged pairs. */
export function forgivenSum(column: ColumnPlan): string {
  const amount = (side: Side) => valueOrZero(column, amountOf(column, side));
  return exactSum(`${amount('source')} - ${amount('target')}`, decimalSpec(column).width, agrees(column));
}

/** Whether a pair of a relation of judged pairs agrees in a column. */
export function agrees(column: ColumnPlan): string {
  return `${bothHere} and ${judgementName(column)} <> ${judgements.differs}`;
}

/** Reads the text of `exactSum` over a column. */
export function readExactSum(text: string, column: ColumnPlan): ExactDecimal {
  const { width, scale } = decimalSpec(column);
  return width <= 26 ? parseDecimal(text) : { unscaled: BigInt(text), scale };
}

/** Width and scale of a decimal column: the same on both sides. */
export function decimalSpec(column: ColumnPlan): { readonly width: number; readonly scale: number } {
  if (column.specs.source.kind !== 'decimal') throw new TypeError('only a decimal column has a width');
  return column.specs.source;
}

/** A cell that is no number counts as 0, in sums and in differences alike. The 0 has the column's type, or DuckDB finds no common one. */
export function valueOrZero(column: ColumnPlan, value: string): string {
  const { width, scale } = decimalSpec(column);
  return `coalesce(${value}, 0::decimal(${width}, ${scale}))`;
}
