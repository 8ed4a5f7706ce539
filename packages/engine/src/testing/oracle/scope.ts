import type { ScopeRule } from '@reconcyl/contracts';
import type { Random } from '@reconcyl/testing/random';
import type { Pack, RawTable } from './make-pack.ts';
import { canonicalName, canonicalText, trimmed } from './read-text.ts';

/** Whether a row meets all conditions. A blank cell is in no scope; bounds are of ISO days, which are in order as texts are. */
export function isInScope(
  columns: readonly string[],
  row: readonly string[],
  conditions: readonly ScopeRule[] = [],
): boolean {
  return conditions.every(({ column, in: words, from, to }) => {
    const index = columns.findIndex((name) => canonicalName(name) === canonicalName(column));
    const cell = trimmed(row[index] ?? '');
    if (cell === '') return false;
    if (words !== undefined && !words.some((word) => canonicalText(word) === canonicalText(cell))) return false;
    return (from === undefined || cell >= from) && (to === undefined || cell <= to);
  });
}

/** Adds a state and a day to both files, by which one side or both are bounded. */
export function withScope(pack: Pack, random: Random): Pack {
  const states = ['open', 'OPEN', ' open', 'paid', 'paid', 'void', ''];
  const add = (table: RawTable): RawTable => ({
    ...table,
    columns: [...table.columns, 'State', 'Valued'],
    rows: table.rows.map((row) => [...row, random.pick(states), `2024-05-${10 + random.below(20)}`]),
  });
  const byState = { column: 'state', in: random.pick([['open', 'paid'], ['Open'], ['paid', 'void', 'open']]) };
  const byDay = {
    column: 'Valued',
    ...random.pick([{ from: '2024-05-12' }, { to: '2024-05-25' }, { from: '2024-05-12', to: '2024-05-25' }]),
  };
  const scope = () => (random.chance(0.8) ? { scope: random.pick([[byState], [byState, byDay], [byDay]]) } : {});
  return {
    source: add(pack.source),
    target: add(pack.target),
    ruleset: {
      ...pack.ruleset,
      ignore: ['State', 'Valued'],
      source: { ...pack.ruleset.source, ...scope() },
      target: { ...pack.ruleset.target, ...scope() },
    },
  };
}
