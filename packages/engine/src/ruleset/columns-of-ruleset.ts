import type { ColumnRule, Ruleset } from '@reconcyl/contracts';
import { normaliseColumnName } from '../reading/column-names.ts';

/** The rules of a ruleset with the name that each has in it; of two for one column the last. */
export function rulesByColumn(
  ruleset: Ruleset | undefined,
): ReadonlyMap<string, { readonly name: string; readonly rule: ColumnRule }> {
  const entries = Object.entries(ruleset?.columns ?? {});
  return new Map(entries.map(([name, rule]) => [normaliseColumnName(name), { name, rule }]));
}

/** Whether the ruleset says that a column is not compared, in its list or in the column's rule. */
export function ignoredByRuleset(ruleset: Ruleset | undefined): (name: string) => boolean {
  const listed = new Set((ruleset?.ignore ?? []).map(normaliseColumnName));
  const rules = rulesByColumn(ruleset);
  return (name) => {
    const normalised = normaliseColumnName(name);
    return listed.has(normalised) || rules.get(normalised)?.rule.ignore === true;
  };
}
