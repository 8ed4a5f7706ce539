/** One line of YAML that gives a column of a ruleset some rules: `columns: {amount: {round: 2}}`. */
export function columnSetting(column: string, rules: object): string {
  return columnsSetting([column], rules);
}

/** The same rules for several columns. */
export function columnsSetting(columns: readonly string[], rules: object): string {
  return `columns: {${columns.map((column) => `${scalar(column)}: ${flow(rules)}`).join(', ')}}`;
}

/** A value as YAML in flow style, keys in the order they have. */
export function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return scalar(value);
  return `{${Object.entries(value)
    .map(([key, member]) => `${scalar(key)}: ${flow(member)}`)
    .join(', ')}}`;
}

/** Text that YAML might read as something else is quoted. A JSON string is a YAML string. */
function scalar(value: unknown): string {
  if (typeof value !== 'string') return String(value);
  const isPlain = /^[\p{L}_][\p{L}\p{Nd}_]*(?: [\p{L}\p{Nd}_]+)*$/u.test(value) && !reserved.test(value);
  return isPlain || /^\d{1,15}(?:\.\d{1,15})?$/.test(value) ? value : JSON.stringify(value);
}

const reserved = /^(?:true|false|null|yes|no|on|off|y|n|nan|inf)$/i;
