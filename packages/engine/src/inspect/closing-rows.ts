import type { Finding, Side } from '@reconcyl/contracts';
import { isBlank, trimBlanks } from '../blanks.ts';
import type { Database } from '../duckdb/open.ts';
import { amountValueSql } from '../kinds/index.ts';
import { decimalSpec, readExactSum } from '../match/column-statistics.ts';
import { exactSum } from '../match/exact-sum.ts';
import { indexOn } from '../match/key-sql.ts';
import { withoutSetAside } from '../match/set-aside.ts';
import { isRowSql } from '../match/set-aside-sql.ts';
import { sideRelation } from '../match/sides.ts';
import { add, type ExactDecimal, equals, zero } from '../numbers/exact-decimal.ts';
import { lastRecords, lineOfRecord } from '../reading/index.ts';
import type { ClosingRow, ColumnPlan, Plan, Reading, SetAsideRules } from '../types.ts';

type Decided = Pick<Plan, 'columns' | 'key' | 'debitCredit'>;

/**
 * Sets aside rows at the end of a side that only sum up those above: their key is blank or a word for a total, and their amounts are
 * the sums of the rows above them. A row that has such a word and states another sum stays a record, and a warning tells it. Costs
 * nothing where the last three records do not look like it, else one pass over the side.
 */
export async function setAsideClosingRows(database: Database, reading: Reading, plan: Decided): Promise<Reading> {
  const amounts = plan.columns
    .filter((column) => column.kind === 'decimal' && !isKey(plan, column))
    .slice(0, mostAmounts);
  if (amounts.length === 0 || reading.rows < 2) return reading;
  const candidates = (await candidatesOf(reading, plan, amounts)).filter(({ cells }) =>
    amounts.some((column) => amountCells(column, reading, plan).some((index) => !isBlank(cells[index] ?? ''))),
  );
  if (candidates.length === 0) return reading;
  const sums = await sumsOf(database, reading, plan, amounts, candidates);
  return judge(reading, amounts, candidates, sums);
}

/** Amounts that are added up; a file with more of them is no statement that ends in a total. */
const mostAmounts = 50;

/** Words that stand where the key would be, in the languages of the files that people send. */
const totalWords = new Set(
  `total, totals, grand total, sub total, subtotal, sum, sums, sum total, overall, summe, gesamt, gesamtsumme,
  endsumme, zwischensumme, somme, total general, total général, totaux, totale, totali, somma, suma,
  totales, total geral, soma, totaal, som, razem, suma końcowa, celkem, součet, summa, yhteensä, i alt, toplam, genel toplam, итого,
  всего, 合計, 总计, 合计, 總計, 합계`
    .split(',')
    .map((word) => word.trim().replace(/\s+/g, ' ')),
);

interface Candidate extends ClosingRow {
  readonly hasWord: boolean;
}

/**
 * The rows at the end of the file that may be totals, none of them above a record with a key. Without a word for a total such a row
 * has nothing but amounts.
 */
async function candidatesOf(reading: Reading, plan: Decided, amounts: readonly ColumnPlan[]): Promise<Candidate[]> {
  const { side } = reading;
  const width = reading.csv.columnCount;
  const keys = plan.columns.filter((column) => isKey(plan, column)).map((column) => indexOn(column, side));
  if (keys.length === 0) return [];
  const last = await lastRecords(reading);
  const all = reading.rows + (reading.setAside?.outOfScope.records ?? 0);
  const amountsAt = new Set(amounts.flatMap((column) => amountCells(column, reading, plan)));
  const hasNoKey = (cells: readonly string[]) =>
    keys.every((index) => isBlank(cells[index] ?? '') || isTotalWord(cells[index] ?? ''));
  const mayBeTotal = (cells: readonly string[]) =>
    cells.some(isTotalWord) || cells.every((cell, index) => amountsAt.has(index) || isBlank(cell));
  // A closing balance may stand below the total.
  const records = last.findLastIndex((cells) => !hasNoKey(cells)) + 1;
  return last.flatMap((cells, place) => {
    if (place < records || !mayBeTotal(cells)) return [];
    // Two of the same contents are records.
    if (last.some((other, at) => at !== place && other.every((cell, index) => cell === cells[index]))) return [];
    const breaks = cells.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
    return [
      {
        ordinal: all - last.length + place,
        lines: reading.mode === 'direct' ? 1 : 1 + breaks,
        cells,
        by: Array.from({ length: Math.min(width, mostCellsToKnow) }, (_, index) => index),
        hasWord: cells.some(isTotalWord),
      },
    ];
  });
}

/** Cells by which a closing row is known; a statement of more columns has its words and sums among the first. */
const mostCellsToKnow = 100;

function isTotalWord(cell: string): boolean {
  return (
    cell.length < 40 &&
    totalWords.has(
      trimBlanks(cell)
        .toLowerCase()
        .replace(/[\s_:.*=-]+/g, ' ')
        .trim(),
    )
  );
}

interface Sums {
  /** Of all records that are no candidates, by amount. */
  readonly above: readonly ExactDecimal[];
  /** By candidate: how many records have its contents, and its amounts; undefined where a cell is no number. */
  readonly candidates: readonly { readonly records: number; readonly amounts: readonly (ExactDecimal | undefined)[] }[];
}

async function sumsOf(
  database: Database,
  reading: Reading,
  plan: Decided,
  amounts: readonly ColumnPlan[],
  candidates: readonly Candidate[],
): Promise<Sums> {
  const { side } = reading;
  const value = (column: ColumnPlan) => valueSql(column, side);
  const sum = (column: ColumnPlan, where: string) => exactSum(value(column), decimalSpec(column).width, where);
  const isAny = candidates.map((row) => `(${isRowSql(row)})`).join(' or ');
  const asked = [
    ...amounts.map((column) => sum(column, `not (${isAny})`)),
    ...candidates.flatMap((row) => [
      `count_if(${isRowSql(row)})`,
      ...amounts.flatMap((column) => [
        sum(column, isRowSql(row)),
        `count(case when ${isRowSql(row)} then ${value(column)} end)`,
      ]),
    ]),
  ];
  const [row = []] = await database.query(
    `select ${asked.map((sql, index) => `${sql} as a${index}`).join(', ')} from ${sideRelation(reading, plan.debitCredit[side])}`,
  );
  const next = row[Symbol.iterator]();
  const take = () => next.next().value;
  const amount = (column: ColumnPlan) => readExactSum(String(take() ?? '0'), column);
  return {
    above: amounts.map(amount),
    candidates: candidates.map(() => ({
      records: Number(take()),
      amounts: amounts.map((column) => {
        const stated = amount(column);
        return Number(take()) === 1 ? stated : undefined;
      }),
    })),
  };
}

function judge(
  reading: Reading,
  amounts: readonly ColumnPlan[],
  candidates: readonly Candidate[],
  sums: Sums,
): Reading {
  const { side } = reading;
  const closing: ClosingRow[] = [];
  const warnings: Finding[] = [];
  let above = sums.above;
  let rowsAbove = reading.rows - candidates.length;
  for (const [place, candidate] of candidates.entries()) {
    const found = sums.candidates[place];
    const { hasWord, ...row } = candidate;
    if (found === undefined) continue;
    const stated = amounts.flatMap((column, index) => {
      const own = found.amounts[index];
      return own === undefined ? [] : [{ name: nameOn(column, side), holds: equals(own, above[index] ?? zero) }];
    });
    const right = stated.filter(({ holds }) => holds).map(({ name }) => name);
    const wrong = stated.filter(({ holds }) => !holds).map(({ name }) => name);
    // Without a word only sums tell a total from a record without a key, so all of them must be right.
    const isTotal = right.length > 0 && rowsAbove >= (hasWord ? 1 : 2) && (hasWord || wrong.length === 0);
    const line = lineOfRecord(reading.lineMap, row.ordinal);
    if (found.records === 1 && isTotal) {
      closing.push(row);
      warnings.push(statedRight(side, line, right));
      if (wrong.length > 0) warnings.push(statedWrong(side, line, wrong, 'is not compared'));
      continue;
    }
    if (hasWord && wrong.length > 0) warnings.push(statedWrong(side, line, wrong, 'is compared as a record'));
    above = above.map((sum, index) => add(sum, found.amounts[index] ?? zero));
    rowsAbove += 1;
  }
  if (closing.length === 0 && warnings.length === 0) return reading;
  // What was left out for the scope is counted already: only the closing rows are taken off here.
  const kept = withoutSetAside(reading, { ...nothing, closing, warnings });
  const before = reading.setAside ?? nothing;
  return { ...kept, setAside: { ...before, closing, warnings: [...before.warnings, ...warnings] } };
}

const nothing: SetAsideRules = { scope: [], outOfScope: { records: 0, lines: 0 }, closing: [], warnings: [] };

function statedRight(side: Side, line: number, columns: readonly string[]): Finding {
  return {
    code: 'closing_total',
    message: `Line ${line} of the ${side} states the total of ${columns.join(', ')}; it is the sum of the rows above, and is not compared.`,
    columns: [...columns],
  };
}

function statedWrong(side: Side, line: number, columns: readonly string[], fate: string): Finding {
  return {
    code: 'stated_total_differs',
    message: `Line ${line} of the ${side} states a total of ${columns.join(', ')} that is not the sum of the rows above; the line ${fate}.`,
    columns: [...columns],
  };
}

/** Where records are matched whole, what is no amount stands for the key. */
function isKey(plan: Decided, { name, kind }: ColumnPlan): boolean {
  return plan.key.columns.includes(name) && !(plan.key.wholeRow === true && kind === 'decimal');
}

function nameOn(column: ColumnPlan, side: Side): string {
  return side === 'source' ? column.name : column.targetName;
}

function valueSql(column: ColumnPlan, side: Side): string {
  const spec = column.specs[side];
  if (spec.kind !== 'decimal') throw new TypeError('only decimal columns have amounts');
  return amountValueSql(`c${indexOn(column, side)}`, spec);
}

/** Positions of the cells of the file that make an amount: two where it is made of debit and credit. */
function amountCells(column: ColumnPlan, reading: Reading, plan: Decided): number[] {
  const index = indexOn(column, reading.side);
  const pair = plan.debitCredit[reading.side];
  return index === reading.csv.columnCount && pair !== undefined ? [pair.debitIndex, pair.creditIndex] : [index];
}
