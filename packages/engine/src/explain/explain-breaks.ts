import type { Database } from '../duckdb/open.ts';
import type { Plan } from '../types.ts';
import { type ExplainedDifferences, explainDifferences } from './explain-differences.ts';
import { type ExplainedMissing, explainMissing } from './missing-records.ts';

/** What is told of all breaks together; what is told of each stands in tables. */
export interface ExplainedBreaks extends ExplainedDifferences {
  readonly missing: ExplainedMissing;
}

/**
 * Explains the breaks that stand in the tables `broken` and `differences`. Makes the tables `explanations` and `near_misses`
 * where there are any.
 */
export async function explainBreaks(
  database: Database,
  plan: Plan,
  found: { readonly differing: boolean; readonly missingInTarget: number; readonly missingInSource: number },
): Promise<ExplainedBreaks> {
  const differences = await explainDifferences(database, plan, found.differing);
  const missing = { inTarget: found.missingInTarget, inSource: found.missingInSource };
  return { ...differences, missing: await explainMissing(database, plan, missing) };
}
