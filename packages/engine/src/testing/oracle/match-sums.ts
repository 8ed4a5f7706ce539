import type { Ruleset } from '@reconcyl/contracts';
import { compare, type Exact, minus, plus, write, zero } from './exact.ts';
import { identity } from './judge.ts';
import { groupByKey, type Pairing, pairRows } from './pair-rows.ts';
import { readCell } from './read-cell.ts';
import { canonicalName } from './read-text.ts';
import { resolveColumns } from './resolve-columns.ts';
import type { OracleColumn, Row, Table } from './types.ts';

export interface SumGroup {
  readonly by: 'key' | 'sum';
  readonly source: readonly Row[];
  readonly target: readonly Row[];
  /** Several sets sum to it: nothing is matched, and only the one record is given. */
  readonly ambiguous: boolean;
}

export interface SumAnswer {
  readonly columns: readonly OracleColumn[];
  readonly rows: { readonly source: readonly Row[]; readonly target: readonly Row[] };
  readonly groups: readonly SumGroup[];
  readonly pairing: Pairing;
  /** Which records are taken first decides, and no rule says which are. */
  readonly isOpen: boolean;
}

type Side = 'source' | 'target';
const sides = ['source', 'target'] as const;
const otherSide = (side: Side): Side => (side === 'source' ? 'target' : 'source');

/** One against many: keys whose sums agree, then the pairing of all others, then every set of what is left over. */
export function matchSums(source: Table, target: Table, ruleset: Ruleset): SumAnswer {
  const rule = ruleset.one_to_many;
  if (rule === undefined) throw new Error('the ruleset does not ask for sums');
  const columns = resolveColumns(source, target, ruleset);
  const read = (side: Side, table: Table): Row[] =>
    table.rows.map((row, index) => ({
      row,
      line: table.lines[index] ?? 0,
      cells: columns.map((column) => readCell(column, side, row)),
    }));
  const rows = { source: read('source', source), target: read('target', target) };
  const at = (name: string) => columns.findIndex((column) => canonicalName(column.name) === canonicalName(name));
  const amountOf = (row: Row): Exact => row.cells[at(rule.amount)]?.amount ?? zero;
  const total = (list: readonly Row[]) => list.map(amountOf).reduce(plus, zero);
  const areEqual = (a: readonly Row[], b: readonly Row[]) => compare(total(a), total(b)) === 0;

  const keyGroups = groupByKey(columns, rows.source, rows.target);
  const isOneToMany = ({ source: a, target: b }: { source: Row[]; target: Row[] }) =>
    Math.min(a.length, b.length) === 1 && Math.max(a.length, b.length) > 1 && areEqual(a, b);
  const byKey = keyGroups.filter(isOneToMany);
  const others = keyGroups.filter((group) => !isOneToMany(group));
  const pairing = pairRows(columns, others, ruleset.duplicates);

  const left = {
    source: pairing.missingInTarget.map(({ row }) => row),
    target: pairing.missingInSource.map(({ row }) => row),
  };
  const fits = (whole: Row, part: Row): boolean => {
    const same = (rule.same ?? []).every((name) => {
      const [a, b] = [whole.cells[at(name)], part.cells[at(name)]];
      return a !== undefined && b !== undefined && identity(a.value) === identity(b.value);
    });
    if (!same || rule.date === undefined) return same;
    const [a, b] = [whole.cells[at(rule.date)]?.value, part.cells[at(rule.date)]?.value];
    return a?.is === 'day' && b?.is === 'day' && Math.abs(a.day - b.day) <= (rule.window_days ?? 0);
  };
  const wholes = sides.flatMap((side) =>
    left[side].map((whole) => ({
      side,
      whole,
      sets: setsOf(
        left[otherSide(side)].filter((part) => fits(whole, part)),
        rule.max_parts ?? 8,
      ).filter((set) => areEqual([whole], set)),
    })),
  );
  const found = wholes.filter(({ sets }) => sets.length > 0);
  const taken = found.flatMap(({ whole, sets }) => [whole, ...new Set(sets.flat())]);
  const groups: SumGroup[] = byKey.map((group) => ({ ...group, by: 'key', ambiguous: false }));
  for (const { side, whole, sets } of found) {
    const parts = sets.length === 1 ? (sets[0] ?? []) : [];
    const group = { [side]: [whole], [otherSide(side)]: parts } as Record<Side, Row[]>;
    groups.push({ by: 'sum', ...group, ambiguous: sets.length > 1 });
  }
  const matched = new Set(
    groups.filter(({ ambiguous }) => !ambiguous).flatMap((group) => [...group.source, ...group.target]),
  );
  return {
    columns,
    rows,
    groups,
    pairing: {
      ...pairing,
      missingInTarget: pairing.missingInTarget.filter(({ row }) => !matched.has(row)),
      missingInSource: pairing.missingInSource.filter(({ row }) => !matched.has(row)),
    },
    isOpen: new Set(taken).size < taken.length,
  };
}

/** Every set of two records or more, up to as many as are looked for. */
function setsOf(rows: readonly Row[], most: number): Row[][] {
  const sets: Row[][] = [];
  for (let mask = 0; mask < 1 << rows.length; mask++) {
    const set = rows.filter((_, index) => (mask & (1 << index)) !== 0);
    if (set.length >= 2 && set.length <= most) sets.push(set);
  }
  return sets;
}

/** What the groups differ by in a column of amounts. */
export function groupDifference({ columns, groups }: SumAnswer, name: string): string {
  const index = columns.findIndex((column) => column.name === name);
  const sum = (list: readonly Row[]) => list.map(({ cells }) => cells[index]?.amount ?? zero).reduce(plus, zero);
  const differences = groups
    .filter(({ ambiguous }) => !ambiguous)
    .map(({ source, target }) => minus(sum(source), sum(target)));
  return write(differences.reduce(plus, zero));
}
