/** The one way a text becomes an SQL identifier. */
export function quoteIdentifier(name: string): string {
  if (name.includes('\0')) throw new TypeError('an SQL identifier cannot hold NUL');
  return `"${name.replaceAll('"', '""')}"`;
}

/** The one way a text becomes an SQL string literal. NUL, which DuckDB's parser does not take, is written by chr(0). */
export function quoteLiteral(text: string): string {
  return text
    .split('\0')
    .map((part) => `'${part.replaceAll("'", "''")}'`)
    .join(' || chr(0) || ');
}
