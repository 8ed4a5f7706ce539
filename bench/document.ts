import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem, type } from 'node:os';
import { join } from 'node:path';

const path = join(import.meta.dirname, '../docs/performance.md');

/** Puts the text between the markers of this name in docs/performance.md, or at the end where they are not there yet. */
export function writeIntoPerformanceDocument(name: string, content: string): void {
  const begin = `<!-- ${name}: begin (written by bench/) -->`;
  const end = `<!-- ${name}: end -->`;
  const section = `${begin}\n${content.trim()}\n${end}`;
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '# Performance\n';
  const from = before.indexOf(begin);
  const to = before.indexOf(end);
  const after =
    from === -1 || to < from
      ? `${before.trimEnd()}\n\n${section}\n`
      : before.slice(0, from) + section + before.slice(to + end.length);
  writeFileSync(path, after);
}

/** What the figures were measured on. */
export function machine(): string {
  const [cpu] = cpus();
  const duckdb = JSON.parse(
    readFileSync(join(import.meta.dirname, '../node_modules/@duckdb/node-api/package.json'), 'utf8'),
  ).version;
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return `${cpus().length} cores (${cpu?.model.trim() ?? 'unknown'}), ${memory}, ${type()}, Node ${process.versions.node}, DuckDB ${duckdb}`;
}

/** A table in Markdown. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}
