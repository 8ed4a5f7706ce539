/** The least that a Node process with DuckDB in it can do: load, open a database, ask it for one number, end. */
import { enableCompileCache } from 'node:module';

enableCompileCache();
const { DuckDBInstance } = await import('@duckdb/node-api');

const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
await connection.run('select 1');
connection.closeSync();
instance.closeSync();
