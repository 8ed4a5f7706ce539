import { exact, negated as negatedAmount, plus, write } from './exact.ts';
import { type Answer, type ContentBreak, type ContentDuplicate, inOrder } from './without-lines.ts';

type Total = Answer['totals'][number];
type Column = Answer['columns'][number];

/** Every number with a sign and a count, whatever it counts: what a column, a total or the counts hold. */
type Combine = (a: string | number, b: string | number) => string | number;

const sum: Combine = (a, b) => {
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  return write(plus(exact(String(a)), exact(String(b))));
};

/** The answers of parts as one. */
export function addUp(answers: readonly Answer[]) {
  const counts: Record<string, number> = {};
  for (const answer of answers) {
    for (const [name, count] of Object.entries(answer.counts)) counts[name] = (counts[name] ?? 0) + count;
  }
  return {
    counts,
    breaks: inOrder(answers.flatMap(({ breaks }) => breaks)),
    duplicates: inOrder(answers.flatMap(({ duplicates }) => duplicates)),
    causes: added(
      answers.flatMap(({ causes }) => causes),
      ({ cause }) => cause,
      { cells: sum },
    ),
    totals: added(
      answers.flatMap(({ totals }) => totals),
      ({ column, currency }) => `${column} ${currency ?? ''}`,
      Object.fromEntries([...totalAmounts, 'gross_difference', 'differing'].map((name) => [name, sum])),
    ),
    columns: added(
      answers.flatMap(({ columns }) => columns.map(flat)),
      ({ name }) => name,
      Object.fromEntries(columnCounts.map((name) => [name, sum])),
    ),
  };
}

const totalAmounts = [
  'source_sum',
  'target_sum',
  'difference',
  'listed_differences',
  'forgiven_differences',
  'group_differences',
  'missing_in_target',
  'missing_in_source',
] as const;

const columnCounts = [
  'compared',
  'differing',
  'normalised',
  'forgiven',
  'source_nulls',
  'target_nulls',
  'source_unreadable',
  'target_unreadable',
] as const;

const flat = ({ name, compared, differing, normalised, forgiven, nulls, unreadable }: Column) => ({
  name,
  compared,
  differing,
  normalised,
  forgiven,
  source_nulls: nulls.source,
  target_nulls: nulls.target,
  source_unreadable: unreadable.source,
  target_unreadable: unreadable.target,
});

/** One item for each name: of the members named, what `combine` makes of all; of the others, that of the first. */
function added<Item extends object>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
  combine: Record<string, Combine>,
) {
  const sums = new Map<string, Record<string, unknown>>();
  for (const item of items) {
    const known = sums.get(nameOf(item));
    const members = Object.entries(item).map(([name, value]): [string, unknown] => {
      const how = combine[name];
      if (how === undefined) return [name, known?.[name] ?? value];
      return [name, how((known?.[name] ?? 0) as string | number, value as string | number)];
    });
    sums.set(nameOf(item), Object.fromEntries(members));
  }
  return inOrder([...sums.values()]);
}

/** The answer as it must be with source and target in each other's place. */
export function negated(answer: Answer): Answer {
  const { counts } = answer;
  const names = new Map(answer.columns.map(({ name, target_name }) => [name, target_name]));
  return {
    verdict: answer.verdict,
    counts: {
      ...counts,
      source_rows: counts.target_rows,
      target_rows: counts.source_rows,
      missing_in_target: counts.missing_in_source,
      missing_in_source: counts.missing_in_target,
      source_in_groups: counts.target_in_groups,
      target_in_groups: counts.source_in_groups,
      rejected_in_source: counts.rejected_in_target,
      rejected_in_target: counts.rejected_in_source,
    },
    breaks: inOrder(answer.breaks.map((item) => negatedBreak(item, names))),
    columns: inOrder(answer.columns.map(negatedColumn)),
    totals: inOrder(answer.totals.map((total) => negatedTotal(total, names))),
    causes: answer.causes,
    duplicates: inOrder(answer.duplicates.map((duplicate) => negatedDuplicate(duplicate, names))),
  };
}

const negatedDuplicate = (duplicate: ContentDuplicate, names: ReadonlyMap<string, string>): ContentDuplicate => ({
  ...duplicate,
  source_count: duplicate.target_count,
  target_count: duplicate.source_count,
  ...(duplicate.sums_agree === undefined
    ? {}
    : { sums_agree: duplicate.sums_agree.map((name) => names.get(name) ?? name).sort() }),
});

const otherKind = {
  missing_in_target: 'missing_in_source',
  missing_in_source: 'missing_in_target',
  discrepancy: 'discrepancy',
} as const;

const negatedBreak = (item: ContentBreak, names: ReadonlyMap<string, string>): ContentBreak => ({
  ...item,
  kind: otherKind[item.kind],
  source: item.target,
  target: item.source,
  differences: inOrder(
    item.differences.map(({ source, target, delta, ...difference }) => ({
      ...difference,
      column: names.get(difference.column) ?? difference.column,
      source: target,
      target: source,
      ...(delta === undefined ? {} : { delta: opposite(delta) }),
    })),
  ),
});

const opposite = (delta: string): string =>
  delta
    .split(' ')
    .map((part) => (/\d/.test(part) ? write(negatedAmount(exact(part))) : part))
    .join(' ');

const negatedColumn = (column: Column): Column => ({
  ...column,
  name: column.target_name,
  target_name: column.name,
  nulls: { source: column.nulls.target, target: column.nulls.source },
  unreadable: { source: column.unreadable.target, target: column.unreadable.source },
  ...(column.format === undefined ? {} : { format: { source: column.format.target, target: column.format.source } }),
});

const negatedTotal = (total: Total, names: ReadonlyMap<string, string>): Total => ({
  ...total,
  column: names.get(total.column) ?? total.column,
  source_sum: total.target_sum,
  target_sum: total.source_sum,
  difference: opposite(total.difference),
  listed_differences: opposite(total.listed_differences),
  forgiven_differences: opposite(total.forgiven_differences),
  group_differences: opposite(total.group_differences),
  missing_in_target: total.missing_in_source,
  missing_in_source: total.missing_in_target,
});
