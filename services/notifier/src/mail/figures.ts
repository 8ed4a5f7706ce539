import { type Counts, causeDescriptions, type OverTime, type Summary } from '@reconcyl/contracts';
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
    ['Source records in groups', counts.source_in_groups],
    ['Target records in groups', counts.target_in_groups],
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
  const shown = byDifference.slice(0, listLimit).map(({ column, currency, source_sum, target_sum, difference }) => ({
    column: plainLine(currency === undefined ? column : `${column} ${currency}`, nameLimit),
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

/** What is new since the previous run, then findings and warnings: the more important ones first. */
export function noteLines({ findings, warnings, over_time: overTime }: Summary): string[] {
  const notes = [...findings, ...warnings].slice(0, listLimit).map(({ message }) => plainLine(message, 400));
  return overTime === undefined ? notes : [overTimeLine(overTime), ...notes];
}

function overTimeLine(overTime: OverTime): string {
  if (!overTime.comparable) return plainLine(`Not compared with the previous run: ${overTime.reason}`, 400);
  const { new: fresh, persisting, resolved, by_rule: byRule, gone } = overTime;
  const cleared = grouped(resolved + byRule + gone);
  return `Since the previous run: ${grouped(fresh)} new, ${grouped(persisting)} persisting, ${cleared} cleared.`;
}

/** Compares exact decimal text by absolute value: as numbers first, which is enough for an order, then by digits. */
function compareSize(left: string, right: string): number {
  const difference = Math.abs(Number(left)) - Math.abs(Number(right));
  return Number.isNaN(difference) ? 0 : difference;
}
