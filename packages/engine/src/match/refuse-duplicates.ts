import { ReconcylError, type Side } from '@reconcyl/contracts';
import type { Database } from '../duckdb/open.ts';
import { lineOfRecord } from '../reading/index.ts';
import type { Plan } from '../types.ts';
import { sameStoredKey } from './key-sql.ts';
import type { Sides } from './matching.ts';

/** @throws RECON_DUPLICATE_KEYS when a key stands on more than one record of a side; the detail has the lines of the first of them. */
export async function refuseDuplicates(database: Database, plan: Plan, sides: Sides): Promise<void> {
  const same = sameStoredKey(plan, 'k', 'r');
  const records = (side: Side) =>
    `select '${side}' as side, ordinal, group_id from ${side}_keys k join repeated r on ${same} where not k.grouped`;
  const groups = `(select group_id, min(ordinal) filter (where side = 'source') as source, min(ordinal) as first,
      list(ordinal order by ordinal) filter (where side = 'source') as sources,
      list(ordinal order by ordinal) filter (where side = 'target') as targets
    from (${records('source')} union all ${records('target')}) group by group_id)`;
  const [first] = await database.query(`select sources[1:${mostLines}], targets[1:${mostLines}], count(*) over ()
    from ${groups} where len(sources) > 1 or len(targets) > 1 order by source nulls last, first limit 1`);
  if (first === undefined) return;
  const [sources, targets, count] = first as [number[] | null, number[] | null, number];
  const lines = [linesOf(sides, 'source', sources ?? []), linesOf(sides, 'target', targets ?? [])];
  const where = lines.filter((text) => text !== '').join(' and ');
  const keysRepeat = count === 1 ? '1 key repeats' : `${count} keys repeat`;
  throw new ReconcylError('RECON_DUPLICATE_KEYS', `${keysRepeat}; the first stands on ${where}.`);
}

const mostLines = 10;

function linesOf(sides: Sides, side: Side, ordinals: readonly number[]): string {
  if (ordinals.length === 0) return '';
  const lines = ordinals.map((ordinal) => lineOfRecord(sides[side].lineMap, ordinal));
  return `${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')} of the ${side}`;
}
