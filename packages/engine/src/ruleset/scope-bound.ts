/**
 * What a bound of a scope is; undefined for a text that is neither. Only what this calls a number may stand in SQL as it is: it has
 * so few digits that DuckDB takes it for an exact decimal, never for a float.
 */
export function boundKind(bound: string): 'number' | 'date' | undefined {
  if (/^[+-]?\d{1,18}(\.\d{1,18})?$/.test(bound)) return 'number';
  if (!/^\d{4}-\d\d-\d\d$/.test(bound)) return undefined;
  // A day that does not exist rolls over into the next month.
  return new Date(`${bound}T00:00:00Z`).toJSON()?.startsWith(bound) ? 'date' : undefined;
}
