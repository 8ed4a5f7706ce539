import type { ColumnRule } from '@reconcyl/contracts';
import type { Random } from '@reconcyl/testing/random';
import type { Pack, RawTable } from './make-pack.ts';

type Rule = Partial<ColumnRule>;

export const shuffleRows = (pack: Pack, random: Random): Pack => ({
  ...pack,
  source: { ...pack.source, rows: random.shuffled(pack.source.rows) },
  target: { ...pack.target, rows: random.shuffled(pack.target.rows) },
});

export function shuffleColumns(table: RawTable, random: Random): RawTable {
  const order = random.shuffled(table.columns.map((_, index) => index));
  const arranged = (row: readonly string[]) => order.map((index) => row[index] ?? '');
  return { ...table, columns: arranged(table.columns), rows: table.rows.map(arranged) };
}

/** Source becomes target; the ruleset says the same of the sides' other names. */
export function swapSides({ source, target, ruleset }: Pack): Pack {
  const rules = ruleset.columns as Record<string, Rule> | undefined;
  const targetName = (name: string) => rules?.[name]?.target ?? name;
  const columns = Object.entries(rules ?? {}).map(([name, rule]) => [targetName(name), swapRule(name, rule)] as const);
  return {
    source: target,
    target: source,
    ruleset: {
      ...ruleset,
      columns: Object.fromEntries(columns) as Pack['ruleset']['columns'],
      key: [ruleset.key ?? []].flat().map(targetName),
      source: ruleset.target,
      target: ruleset.source,
    },
  };
}

function swapRule(name: string, rule: Rule): Rule {
  const swapped: Record<string, unknown> = { ...rule, target: name };
  for (const member of ['format', 'extract', 'multiply'] as const) {
    const value = rule[member];
    if (typeof value === 'object') swapped[member] = defined({ source: value.target, target: value.source });
    else if (member !== 'format' && value !== undefined) swapped[member] = value;
  }
  if (rule.negate !== undefined) swapped.negate = rule.negate === 'source' ? 'target' : 'source';
  if (rule.window?.direction !== undefined) {
    const direction = rule.window.direction === 'target_later' ? 'target_earlier' : 'target_later';
    swapped.window = { ...rule.window, direction };
  }
  return swapped as Rule;
}

const defined = (members: Record<string, string | undefined>) =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

/** The number of the small pair that a row belongs to; -1 for a wholly blank key. */
export function pairNumber(row: readonly string[]): number {
  const found = row.map((cell) => /^\s*c(\d+)(?:-.*)?$/isu.exec(cell)?.[1]).find((number) => number !== undefined);
  return Number(found ?? -1);
}

/** Records of equal keys stay together. */
export function partition(pack: Pack, parts: number): Pack[] {
  return Array.from({ length: parts }, (_, part) => {
    const keep = ({ rows, ...table }: RawTable): RawTable => ({
      ...table,
      rows: rows.filter((row) => (pairNumber(row) + parts) % parts === part),
    });
    return { ...pack, source: keep(pack.source), target: keep(pack.target) };
  });
}
