import { type Counts, type LineCounts, ReconcylError } from '@reconcyl/contracts';
import type { Database } from '../duckdb/open.ts';
import type { Matching, Sides } from './matching.ts';

/**
 * The counts of the summary, from the listing itself, checked against what was read and matched.
 *
 * @throws RECON_CONTROL_TOTALS when they do not prove each other.
 */
export async function provenCounts(
  database: Database,
  sides: Sides,
  matching: Matching,
  duplicateKeys: number,
): Promise<Counts> {
  const [row = []] = await database.query(`select
    count(case when target_ordinal is null then 1 end), count(case when source_ordinal is null then 1 end),
    count(case when source_ordinal is not null and target_ordinal is not null then 1 end),
    count(source_ordinal) - count(distinct source_ordinal), count(target_ordinal) - count(distinct target_ordinal),
    (select count(*) from differences),
    (select count(*) from (select distinct source_ordinal, target_ordinal from differences))
    from broken`);
  const [inTarget, inSource, discrepancies, repeatedSource, repeatedTarget, cells, withCells] = row.map(
    Number,
  ) as Seven;
  const agreeing = matching.matched - discrepancies;
  const { source, target } = sides;
  const { inGroups } = matching;
  check(inTarget === matching.missingInTarget && inSource === matching.missingInSource, 'missing records');
  check(repeatedSource === 0 && repeatedTarget === 0, 'records listed twice');
  check(withCells === discrepancies, 'discrepancies without a differing cell');
  check(agreeing >= 0 && source.rows === agreeing + discrepancies + inGroups.source + inTarget, 'source rows');
  check(target.rows === agreeing + discrepancies + inGroups.target + inSource, 'target rows');
  for (const side of [source, target]) check(linesHold(side.lines), 'file lines');
  return {
    source_rows: source.rows,
    target_rows: target.rows,
    agreeing,
    discrepancies,
    differing_cells: cells,
    missing_in_target: inTarget,
    missing_in_source: inSource,
    source_in_groups: matching.inGroups.source,
    target_in_groups: matching.inGroups.target,
    duplicate_keys: duplicateKeys,
    rejected_in_source: source.rejects.length,
    rejected_in_target: target.rejects.length,
  };
}

type Seven = [number, number, number, number, number, number, number];

/** file lines = preamble + header + rows + their further lines + set aside + empty + rejected. */
export function linesHold(lines: LineCounts): boolean {
  const { total, preamble, header, rows, continuation, set_aside, empty, rejected } = lines;
  return total === preamble + header + rows + continuation + set_aside + empty + rejected;
}

function check(holds: boolean, what: string): void {
  if (!holds) throw new ReconcylError('RECON_CONTROL_TOTALS', `The count of ${what} does not hold.`);
}
