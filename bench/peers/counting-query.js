/**
 * The plainest thing that could be compared with: DuckDB counts the missing and the differing rows on raw text, by one full outer
 * join on the first column, and writes nothing. `node counting-query.js SOURCE TARGET`
 *
 * Plain JavaScript, so that the yardstick pays for no type stripping.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { enableCompileCache } from 'node:module';

enableCompileCache();
const { DuckDBInstance } = await import('@duckdb/node-api');

const [source = '', target = ''] = process.argv.slice(2);
const [key, ...columns] = headerOf(source);
const types = [key, ...columns].map((name) => `'${name}': 'VARCHAR'`).join(', ');
const read = (path) =>
  `read_csv('${path.replaceAll("'", "''")}', auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', columns = {${types}})`;
const differs = columns.map((name) => `s.${name} is distinct from t.${name}`).join(' or ');

const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
const connection = await instance.connect();
const result = await connection.runAndReadAll(`
  select
    count(*) filter (where t.${key} is null) as missing_in_target,
    count(*) filter (where s.${key} is null) as missing_in_source,
    count(*) filter (where s.${key} is not null and t.${key} is not null and (${differs})) as discrepancies
  from ${read(source)} as s full outer join ${read(target)} as t on s.${key} = t.${key}`);
const [row] = result.getRowObjectsJson();
process.stdout.write(
  `${JSON.stringify(Object.fromEntries(Object.entries(row ?? {}).map(([name, value]) => [name, Number(value)])))}\n`,
);

/** The names of the benchmark's own files are plain words. */
function headerOf(path) {
  const file = openSync(path);
  const head = Buffer.alloc(16_384);
  const length = readSync(file, head);
  closeSync(file);
  return head.toString('utf8', 0, length).split('\n', 1)[0]?.split(',') ?? [];
}
