import { type Counts, causeDescriptions, type Summary } from '@reconcyl/contracts';
import { grouped, plainLine } from './plain-line.ts';

/** Most control totals and causes that a mail lists: what a busy person reads; the report has them all. */
const listLimit = 5;
const nameLimit = 60;

export type Figure = {
  readonly label: string;
  readonly value: string;
};

export type TotalFigures = {
  readonly column: string;
  readonly source: string;
  readonly target: string;
  readonly difference: string;
};

/** The counts of a result in the order in which they are read; what is usually zero is named only when it is not. */
export function countFigures(counts: Counts): Figure[] {
  const rejected = counts.rejected_in_source + counts.rejected_in_target;
  const always: [string, number][] = [
    ['Records in source', counts.source_rows],
    ['Records in target', counts.target_rows],
    ['Agreeing', counts.agreeing],
    ['With discrepancies', counts.discrepancies],
    ['Missing in target', counts.missing_in_target],
    ['Missing in source', counts.missing_in_source],
  ];
  const seldom: [string, number][] = [
    ['Duplicate keys', counts.duplicate_keys],
    ['Rejected lines', rejected],
  ];
  return [...always, ...seldom.filter(([, count]) => count > 0)].map(([label, count]) => ({
    label,
    value: grouped(count),
  }));
}

/** The control totals of the columns with the largest differences, and how many more columns have some. */
export function totalFigures({ control_totals: totals }: Summary): { shown: TotalFigures[]; more: number } {
  const byDifference = totals.toSorted((a, b) => compareSize(b.difference, a.difference));
  const shown = byDifference.slice(0, listLimit).map(({ column, source_sum, target_sum, difference }) => ({
    column: plainLine(column, nameLimit),
    source: grouped(source_sum),
    target: grouped(target_sum),
    difference: grouped(difference),
  }));
  return { shown, more: totals.length - shown.length };
}

/** The most frequent causes of differing cells. */
export function causeFigures({ causes }: Summary): Figure[] {
  return causes
    .filter(({ cells }) => cells > 0)
    .toSorted((a, b) => b.cells - a.cells)
    .slice(0, listLimit)
    .map(({ cause, cells }) => ({
      label: causeDescriptions[cause].label,
      value: `${grouped(cells)} ${cells === 1 ? 'cell' : 'cells'}`,
    }));
}

/** Findings and warnings, the more important ones first. */
export function noteLines({ findings, warnings }: Summary): string[] {
  return [...findings, ...warnings].slice(0, listLimit).map(({ message }) => plainLine(message, 400));
}

/** Compares exact decimal text by absolute value: as numbers first, which is enough for an order, then by digits. */
function compareSize(left: string, right: string): number {
  const difference = Math.abs(Number(left)) - Math.abs(Number(right));
  return Number.isNaN(difference) ? 0 : difference;
}
