import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem, type } from 'node:os';
import { join } from 'node:path';

const docs = join(import.meta.dirname, '../docs');

/** Puts the text between the markers of this name in docs/performance.md, or at the end where they are not there yet. */
export function writeIntoPerformanceDocument(name: string, content: string): void {
  writeIntoDocument('performance.md', { name, by: 'bench/', content });
}

/** What stands between the markers of this name in a document below docs/; nothing where there are none. */
export function readFromDocument(document: string, { name, by }: { name: string; by: string }): string {
  const { begin, end } = markers(name, by);
  const text = readFileSync(join(docs, document), 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  return from === -1 || to < from ? '' : text.slice(from + begin.length, to).trim();
}

/** Puts the text between the markers of this name, or at the end where they are not there yet. `by`: what writes there. */
export function writeIntoDocument(document: string, written: { name: string; by: string; content: string }): void {
  const { name, by, content } = written;
  const path = join(docs, document);
  const { begin, end } = markers(name, by);
  const section = `${begin}\n${content.trim()}\n${end}`;
  const before = readFileSync(path, 'utf8');
  const from = before.indexOf(begin);
  const to = before.indexOf(end);
  const after =
    from === -1 || to < from
      ? `${before.trimEnd()}\n\n${section}\n`
      : before.slice(0, from) + section + before.slice(to + end.length);
  writeFileSync(path, after);
}

function markers(name: string, by: string): { readonly begin: string; readonly end: string } {
  return { begin: `<!-- ${name}: begin (written by ${by}) -->`, end: `<!-- ${name}: end -->` };
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
