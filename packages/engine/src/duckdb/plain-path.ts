/** DuckDB reads `*`, `?` and `[` in a path as a pattern, and would open another file in silence. */
export function assertPlainPath(path: string): void {
  if (/[*?[\0]/.test(path)) throw new TypeError('a path for DuckDB has to be free of pattern characters');
}
