/**
 * `body` with `name`, which must be no column's, standing for `value`, which is computed once: an expression that is written out
 * wherever it stands is planned, and often computed, as many times.
 */
export function withSql(name: string, value: string, body: string): string {
  return `list_transform([${value}], lambda ${name}: ${body})[1]`;
}
