/**
 * The plainest thing that could be compared with: DuckDB counts the missing and the differing rows on raw text, by one full outer
 * join on the id, and writes nothing. `node bench/count.ts SOURCE TARGET`
 */
import { enableCompileCache } from 'node:module';

enableCompileCache();
const { DuckDBInstance } = await import('@duckdb/node-api');

const [source = '', target = ''] = process.argv.slice(2);
const columns = ['id', 'booked_on', 'amount', 'customer', 'city', 'status', 'currency', 'quantity', 'note'];
const types = columns.map((name) => `'${name}': 'VARCHAR'`).join(', ');
const read = (path: string) =>
  `read_csv('${path.replaceAll("'", "''")}', auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', columns = {${types}})`;
const differs = columns
  .slice(1)
  .map((name) => `s.${name} is distinct from t.${name}`)
  .join(' or ');

const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
const connection = await instance.connect();
const result = await connection.runAndReadAll(`
  select
    count(*) filter (where t.id is null) as missing_in_target,
    count(*) filter (where s.id is null) as missing_in_source,
    count(*) filter (where s.id is not null and t.id is not null and (${differs})) as discrepancies
  from ${read(source)} as s full outer join ${read(target)} as t on s.id = t.id`);
const [row] = result.getRowObjectsJson();
process.stdout.write(
  `${JSON.stringify(Object.fromEntries(Object.entries(row ?? {}).map(([name, value]) => [name, Number(value)])))}\n`,
);
