import type { Finding, Ruleset, Side } from '@reconcyl/contracts';
import type { Sides } from '../match/matching.ts';

/**
 * A file without a header beside one that has one: its columns take the other's names by position, unless the ruleset speaks of them
 * by their own (`column_3`).
 */
export function nameByPosition(sides: Sides, ruleset: Ruleset | undefined): Sides {
  const { source, target } = sides;
  if (source.dialect.hasHeader === target.dialect.hasHeader) return sides;
  const side = source.dialect.hasHeader ? 'target' : 'source';
  const names = sides[side === 'source' ? 'target' : 'source'].columns;
  if (names === sides[side].columns || speaksOfNumbers(ruleset)) return sides;
  const columns = sides[side].columns.map((name, index) => names[index] ?? name);
  return { ...sides, [side]: { ...sides[side], columns, warnings: [...sides[side].warnings, namedByPosition(side)] } };
}

function speaksOfNumbers(ruleset: Ruleset | undefined): boolean {
  return /"column_\d+"/i.test(JSON.stringify(ruleset ?? {}));
}

function namedByPosition(side: Side): Finding {
  return {
    code: 'columns_named_by_position',
    message: `The ${side} has no header; its columns were taken for those of the other file, by their position.`,
  };
}
