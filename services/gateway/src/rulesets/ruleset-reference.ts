/** The name of a stored ruleset, alone or with a version: `bank`, `bank@3`. */
export interface RulesetReference {
  readonly name: string;
  /** The latest when absent. */
  readonly version?: number;
}

/**
 * Reads the upload field `ruleset` as the name of a stored one. The text of a ruleset is a map, which a single word never is, so
 * nothing that is a ruleset is taken for a name: undefined for everything that is not one word of a name's characters.
 */
export function parseRulesetReference(field: string): RulesetReference | undefined {
  const [, name, version] = /^([A-Za-z0-9][A-Za-z0-9._-]{0,99})(?:@(\d{1,6}))?$/.exec(field.trim()) ?? [];
  if (name === undefined) return undefined;
  return { name, ...(version === undefined ? {} : { version: Number(version) }) };
}
