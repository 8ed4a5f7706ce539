import type { Finding } from '@reconcyl/contracts';
import type { ColumnPlan } from '../types.ts';
import { type CellPair, isRead } from './cell-pair.ts';
import { absolute, unitsOf } from './exact-units.ts';
import type { Explanation } from './explain-cell.ts';

/** In which way two cells differ, in words that are the same for all cells that differ alike; undefined when there is none. */
export function wayOfDiffering(
  column: Pick<ColumnPlan, 'kind'>,
  pair: CellPair,
  { causes: [cause, ...also], delta }: Explanation,
): string | undefined {
  switch (cause) {
    case 'sign':
      return waysWithCode.sign;
    case 'scale':
    case 'sign_and_scale':
      return `${cause === 'scale' ? '' : 'negated and '}${factorBetween(pair)}`;
    case 'null_vs_value':
      return pair.sourceValue === null ? 'blank in the source' : 'blank in the target';
    case 'value':
      return delta === undefined ? undefined : `${delta.startsWith('-') ? '' : '+'}${delta}`;
    default:
      if (delta !== undefined && column.kind !== 'decimal') return `${delta.startsWith('-') ? '' : '+'}${delta}`;
      return [cause, ...also].join(' and ').replaceAll('_', ' ');
  }
}

const waysWithCode = { sign: 'exactly negated' } as const;

function factorBetween({ sourceValue, targetValue }: CellPair): string {
  if (!isRead(sourceValue) || !isRead(targetValue)) return '';
  const [a, b] = [absolute(unitsOf(sourceValue)), absolute(unitsOf(targetValue))];
  return a < b ? `${b / a} times larger in the target` : `${a / b} times larger in the source`;
}

/** Counts, column by column, how many cells differ in the same way. */
export interface AlikeCounter {
  add(column: number, way: string | undefined): void;
  /** Columns of which more than 95 % of the matched rows differ alike, at least two of them. */
  findings(columns: readonly ColumnPlan[], matched: number): Finding[];
}

export function createAlikeCounter(): AlikeCounter {
  const ways = new Map<number, Map<string, number>>();
  return {
    add: (column, way) => {
      if (way === undefined) return;
      const ofColumn = ways.get(column) ?? new Map<string, number>();
      const count = ofColumn.get(way) ?? 0;
      // A way that comes up after thousands of others is not how nearly all rows differ.
      if (count === 0 && ofColumn.size >= mostWays) return;
      ways.set(column, ofColumn.set(way, count + 1));
    },
    findings: (columns, matched) =>
      [...ways]
        .sort(([a], [b]) => a - b)
        .flatMap(([index, ofColumn]) => {
          const name = columns[index]?.name;
          const [way, count] = [...ofColumn].reduce((most, one) => (one[1] > most[1] ? one : most), ['', 0] as const);
          if (name === undefined || count < fewestRows) return [];
          if (way === waysWithCode.sign) return count >= matched * share ? [signSwitch(name, count, matched)] : [];
          return count > matched * share ? [differsAlike(name, way, count, matched)] : [];
        }),
  };
}

const mostWays = 1000;
const fewestRows = 2;
const share = 0.95;

function signSwitch(column: string, count: number, of: number): Finding {
  return {
    code: 'sign_switch',
    message: `${column} is exactly negated in ${count} of ${of} matched rows: one side may count the other way round (negate: target).`,
    columns: [column],
    count,
    of,
  };
}

function differsAlike(column: string, way: string, count: number, of: number): Finding {
  return {
    code: 'differs_alike',
    message: `${column} differs in the same way in ${count} of ${of} matched rows: ${way}.`,
    columns: [column],
    count,
    of,
  };
}
