import type { Ruleset } from '@reconcyl/contracts';
import { causesOf } from './causes.ts';
import { absolute, atMost, exact, minus, plus, write, zero } from './exact.ts';
import { judge, otherCurrency } from './judge.ts';
import { groupByKey, type KeyGroup, keyCells, type Pairing, pairRows, type TieBreak } from './pair-rows.ts';
import { readCell } from './read-cell.ts';
import { trimmed } from './read-text.ts';
import { resolveColumns } from './resolve-columns.ts';
import { isInScope } from './scope.ts';
import { columnStatistics } from './statistics.ts';
import { controlTotals, sumOf } from './totals.ts';
import type {
  Cell,
  OracleBreak,
  OracleColumn,
  OracleDifference,
  OracleDuplicate,
  OracleResult,
  Row,
  Table,
} from './types.ts';

/**
 * The answer for two files, by the plainest means: every rule of docs/semantics.md once, in its order, without a thought for
 * speed. The ruleset gives key, kinds and formats.
 */
export function oracle(source: Table, target: Table, ruleset: Ruleset, tieBreak?: TieBreak): OracleResult {
  const columns = resolveColumns(source, target, ruleset);
  const rows = {
    source: readRows(columns, 'source', source, ruleset),
    target: readRows(columns, 'target', target, ruleset),
  };
  const groups = groupByKey(columns, rows.source, rows.target);
  const pairing = pairRows(columns, groups, ruleset.duplicates, tieBreak);
  const breaks = listBreaks(columns, pairing);
  const duplicates = listDuplicates(columns, groups, pairing);
  const discrepancies = breaks.filter(({ kind }) => kind === 'discrepancy');
  const statistics = columnStatistics(columns, rows, pairing);
  return {
    verdict: breaks.length > 0 || isBeyondCap(columns, pairing) ? 'breaks' : 'agree',
    counts: {
      source_rows: rows.source.length,
      target_rows: rows.target.length,
      agreeing: pairing.pairs.length - discrepancies.length,
      discrepancies: discrepancies.length,
      differing_cells: discrepancies.reduce((sum, { differences }) => sum + differences.length, 0),
      missing_in_target: pairing.missingInTarget.length,
      missing_in_source: pairing.missingInSource.length,
      source_in_groups: 0,
      target_in_groups: 0,
      duplicate_keys: duplicates.length,
    },
    breaks,
    duplicates,
    columns: statistics,
    totals: columns.flatMap((column, index) =>
      column.kind === 'decimal' && !column.isKey ? controlTotals(column, index, rows, pairing) : [],
    ),
    pairsInSeveralWays: groups.some(({ source, target }) => source.length > 1 && target.length > 1),
  };
}

function readRows(columns: readonly OracleColumn[], side: 'source' | 'target', table: Table, ruleset: Ruleset): Row[] {
  return table.rows.flatMap((row, index) => {
    // A row of blank cells is set aside.
    if (row.every((cell) => trimmed(cell) === '')) return [];
    if (!isInScope(table.columns, row, ruleset[side]?.scope)) return [];
    return { row, line: table.lines[index] ?? 0, cells: columns.map((column) => readCell(column, side, row)) };
  });
}

/** By source line, then the records that only the target has by target line. */
function listBreaks(columns: readonly OracleColumn[], pairing: Pairing): OracleBreak[] {
  const breaks: OracleBreak[] = [];
  for (const { source, target } of pairing.pairs) {
    const differences = differencesOf(columns, source, target);
    if (differences.length === 0) continue;
    breaks.push({ kind: 'discrepancy', sourceLine: source.line, targetLine: target.line, differences });
  }
  for (const { row, ...why } of pairing.missingInTarget) {
    breaks.push({ kind: 'missing_in_target', sourceLine: row.line, targetLine: null, differences: [], ...why });
  }
  for (const { row, ...why } of pairing.missingInSource) {
    breaks.push({ kind: 'missing_in_source', sourceLine: null, targetLine: row.line, differences: [], ...why });
  }
  const place = ({ sourceLine, targetLine }: OracleBreak) => [sourceLine ?? Infinity, targetLine ?? 0] as const;
  return breaks.sort((a, b) => {
    const [[x, u], [y, v]] = [place(a), place(b)];
    return x === y ? u - v : x - y;
  });
}

function differencesOf(columns: readonly OracleColumn[], source: Row, target: Row): OracleDifference[] {
  return columns.flatMap((column, index) => {
    const [a, b] = [source.cells[index], target.cells[index]];
    if (a === undefined || b === undefined || column.isKey) return [];
    if (judge(column, a.value, b.value) !== 'differ') return [];
    const delta = deltaOf(a, b);
    return {
      column: column.name,
      source: a.raw,
      target: b.raw,
      causes: causesOf(columns, index, source, target),
      ...(delta === undefined ? {} : { delta }),
    };
  });
}

/** Target minus source. Amounts are those of the control totals, so that the listed differences add up to theirs. */
function deltaOf({ value: a, amount: x }: Cell, { value: b, amount: y }: Cell): string | undefined {
  if (a.is === 'number' && b.is === 'number') return otherCurrency(a, b) ? undefined : write(minus(y, x));
  if (a.is === 'day' && b.is === 'day') return `${b.day - a.day} d`;
  if (a.is === 'instant' && b.is === 'instant') return `${write({ digits: b.micros - a.micros, scale: 6 })} s`;
  return undefined;
}

/** Keys that stand on more than one record of a side. */
function listDuplicates(
  columns: readonly OracleColumn[],
  groups: readonly KeyGroup[],
  pairing: Pairing,
): OracleDuplicate[] {
  const missing = new Set([...pairing.missingInSource, ...pairing.missingInTarget].map(({ row }) => row));
  const differing = new Map(
    pairing.pairs.map(({ source, target }) => [
      source,
      new Set(differencesOf(columns, source, target).map(({ column }) => column)),
    ]),
  );
  return groups
    .filter(({ source, target, blank }) => !blank && (source.length > 1 || target.length > 1))
    .map(({ source, target }) => ({
      sourceLines: source.map(({ line }) => line).sort((a, b) => a - b),
      targetLines: target.map(({ line }) => line).sort((a, b) => a - b),
      keyCollision: [source, target].some((rows) => new Set(rows.map((row) => exactKey(columns, row))).size > 1),
      sumsAgree: columns.flatMap((column, index) => {
        if (column.kind !== 'decimal' || column.isKey || source.length === 0 || target.length === 0) return [];
        // Sums of nothing but zeros, or of no numbers at all, say nothing.
        if ([...source, ...target].every(({ cells }) => (cells[index]?.amount.digits ?? 0n) === 0n)) return [];
        // The records do not agree, in this column or at all.
        const apart =
          [...source, ...target].some((row) => missing.has(row)) ||
          source.some((row) => differing.get(row)?.has(column.name) === true);
        return apart && sumOf(source, index) === sumOf(target, index) ? [column.name] : [];
      }),
    }));
}

const exactKey = (columns: readonly OracleColumn[], row: Row): string =>
  JSON.stringify(keyCells(columns, row).map(({ raw }) => raw));

function isBeyondCap(columns: readonly OracleColumn[], pairing: Pairing): boolean {
  return columns.some((column, index) => {
    const cap = column.rule.tolerance?.total;
    if (cap === undefined) return false;
    const forgiven = pairing.pairs.reduce((sum, { source, target }) => {
      const [a, b] = [source.cells[index]?.value, target.cells[index]?.value];
      if (a?.is !== 'number' || b?.is !== 'number' || judge(column, a, b) !== 'near') return sum;
      return plus(sum, absolute(minus(a.value, b.value)));
    }, zero);
    return !atMost(forgiven, exact(cap));
  });
}
