import { textSpecOf } from '../kinds/index.ts';
import type { ColumnPlan } from '../types.ts';

/** A column that is compared as text, whatever its values look like; `evidence` says why. */
export function asText(column: ColumnPlan, evidence = column.evidence): ColumnPlan {
  const { formats: _formats, specs, ...rest } = column;
  return {
    ...rest,
    kind: 'text',
    specs: { source: textSpecOf(specs.source), target: textSpecOf(specs.target) },
    evidence,
  };
}
