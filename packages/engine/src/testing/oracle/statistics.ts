import { judge } from './judge.ts';
import type { Pairing } from './pair-rows.ts';
import type { OracleColumn, OracleColumnStatistics, Row } from './types.ts';

/** What is counted of each column. Nulls and unreadable values are those of all rows, the rest of the matched pairs. */
export function columnStatistics(
  columns: readonly OracleColumn[],
  rows: { readonly source: readonly Row[]; readonly target: readonly Row[] },
  pairing: Pairing,
): OracleColumnStatistics[] {
  return columns.map((column, index) => {
    const counts = { differing: 0, normalised: 0, forgiven: 0 };
    for (const { source, target } of pairing.pairs) {
      const [a, b] = [source.cells[index], target.cells[index]];
      if (a === undefined || b === undefined) continue;
      const judgement = judge(column, a.value, b.value);
      if (judgement === 'differ') counts.differing++;
      if (judgement === 'near') counts.forgiven++;
      if (judgement === 'equal' && a.raw !== b.raw) counts.normalised++;
    }
    const count = (side: readonly Row[], holds: (cell: Row['cells'][number]) => boolean) =>
      side.filter(({ cells }) => cells.some((cell, at) => at === index && holds(cell))).length;
    const both = (holds: (cell: Row['cells'][number]) => boolean) => ({
      source: count(rows.source, holds),
      target: count(rows.target, holds),
    });
    return {
      name: column.name,
      compared: pairing.pairs.length,
      ...counts,
      nulls: both(({ isNull }) => isNull),
      unreadable: both(({ value }) => value.is === 'text' && value.unreadable),
    };
  });
}
