import { sides } from '@reconcyl/contracts';
import type { Database } from '../duckdb/open.ts';
import { keyParts } from '../match/key-sql.ts';
import type { Plan } from '../types.ts';

/**
 * Whether a key, or a blank one, stands twice among the records of the tables `source` and `target` that were inspected. Files of
 * which this is known are not joined record by record: a key that a million records share on both sides would make 10^12 pairs.
 */
export async function keyRepeats(database: Database, plan: Pick<Plan, 'columns' | 'key'>): Promise<boolean> {
  for (const side of sides) {
    const parts = keyParts(plan, side, (index) => `c${index}`);
    const found = await database.query(
      `select true from ${side} group by ${parts.join(', ')} having count(*) > 1 limit 1`,
    );
    if (found.length > 0) return true;
  }
  return false;
}
