import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { type DuckDBConnection, type DuckDBDataChunk, DuckDBInstance } from '@duckdb/node-api';
import { ReconcylError } from '@reconcyl/contracts';
import { type Cell, cellConverter } from './cells.ts';

import { toEngineError } from './errors.ts';
import { interruptible } from './interrupt.ts';
import { assertPlainPath } from './plain-path.ts';
import { quoteLiteral } from './quote.ts';

export interface OpenDatabaseOptions {
  /** A private folder, created when it is not there: spilled data goes there, and SQL may read and write in it. */
  readonly workDir: string;
  /** Files outside the work folder that SQL may read. */
  readonly readPaths?: readonly string[] | undefined;
  /** Existing folders outside the work folder that SQL may read and write in, such as the one of a result. */
  readonly directories?: readonly string[] | undefined;
  readonly threads?: number | undefined;
  readonly memoryBytes?: number | undefined;
  /** Bound of the spilled data; 64 GiB when absent. */
  readonly maxTempBytes?: number | undefined;
  /** Whether rows keep the order of their file without ORDER BY (default: true). Without it DuckDB is faster and smaller. */
  readonly preserveInsertionOrder?: boolean | undefined;
  /** Ends every statement that runs or is still to come with RECON_CANCELLED. */
  readonly signal?: AbortSignal | undefined;
}

/** A database in memory that reaches no file but those it was opened for. Every error that it throws is coded (errors.ts). */
export interface Database {
  /** For what the helpers do not do (appenders, progress). Its errors hold cells and paths: give them to `toEngineError`. */
  readonly connection: DuckDBConnection;
  /** Runs statements and gives the rows of the last one, each an array in the order of the columns. */
  query(sql: string): Promise<Cell[][]>;
  /**
   * Rows in pieces of at most 2,048, read as they are taken; for results that do not fit into memory. Reads on a connection of
   * its own, so several may go on at a time, and none sees the TEMP tables of `query`.
   */
  stream(sql: string): AsyncIterable<Cell[][]>;
  /** The same pieces column by column, for results of millions of rows: making an array of each row takes as long as reading it. */
  streamColumns(sql: string): AsyncIterable<Cell[][]>;
  /** 0 to 1 of the statement that runs, as far as DuckDB knows. */
  progress(): number;
  /** Interrupts what still runs and gives the memory and the spilled data back. */
  close(): Promise<void>;
}

/** Opens a locked database in memory. The caller closes it, and removes the work folder. */
export async function openDatabase(options: OpenDatabaseOptions): Promise<Database> {
  await mkdir(options.workDir, { recursive: true, mode: 0o700 });
  const workDir = await realpath(options.workDir);
  assertPlainPath(workDir);
  const instance = await DuckDBInstance.create(':memory:', {
    ...(options.threads === undefined ? {} : { threads: String(options.threads) }),
    ...(options.memoryBytes === undefined ? {} : { memory_limit: `${Math.floor(options.memoryBytes)}B` }),
  });
  const connection = await instance.connect();
  try {
    await connection.run(lockdown(workDir, options));
  } catch (error) {
    connection.closeSync();
    instance.closeSync();
    throw toEngineError(error);
  }
  return database(instance, connection, options.signal);
}

const defaultMaxTempBytes = 64 * 1024 ** 3;

/** The order matters: what may be reached is named first, then all else is shut, then nothing can be changed any more. */
function lockdown(workDir: string, options: OpenDatabaseOptions): string {
  const directories = [workDir, ...(options.directories ?? [])].map(quoteLiteral);
  const settings = {
    allowed_paths: `[${(options.readPaths ?? []).map(quoteLiteral).join(', ')}]`,
    allowed_directories: `[${directories.join(', ')}]`,
    temp_directory: quoteLiteral(join(workDir, 'duckdb-temp')),
    max_temp_directory_size: quoteLiteral(`${Math.floor(options.maxTempBytes ?? defaultMaxTempBytes)}B`),
    preserve_insertion_order: String(options.preserveInsertionOrder ?? true),
    // Global, because each connection would else begin with the zone of this machine.
    'GLOBAL TimeZone': "'UTC'",
    // Progress is asked for by `progress()`; nothing is printed.
    enable_progress_bar: 'true',
    enable_progress_bar_print: 'false',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    allow_persistent_secrets: 'false',
    enable_external_access: 'false',
    lock_configuration: 'true',
  };
  return Object.entries(settings)
    .map(([name, value]) => `SET ${name} = ${value};`)
    .join('\n');
}

function database(instance: DuckDBInstance, connection: DuckDBConnection, signal?: AbortSignal): Database {
  const running = new Map<Promise<unknown>, DuckDBConnection>();
  let closing: Promise<void> | undefined;

  async function guarded<T>(on: DuckDBConnection, work: () => Promise<T>): Promise<T> {
    if (closing !== undefined) throw new ReconcylError('RECON_CANCELLED', 'The database was closed.');
    const result = interruptible(on, signal, work);
    const settled = result.catch(() => undefined);
    running.set(settled, on);
    try {
      return await result;
    } finally {
      running.delete(settled);
    }
  }

  async function* stream<Piece>(sql: string, convert: (chunk: DuckDBDataChunk) => Piece): AsyncGenerator<Piece> {
    // A second statement on the same connection would end this one's rows early and in silence.
    const own = await guarded(connection, () => instance.connect());
    try {
      const result = await guarded(own, () => own.stream(sql));
      for (;;) {
        const chunk = await guarded(own, () => result.fetchChunk());
        if (chunk === null || chunk.rowCount === 0) return;
        yield convert(chunk);
      }
    } finally {
      own.closeSync();
    }
  }

  async function release(): Promise<void> {
    while (running.size > 0) {
      for (const busy of running.values()) busy.interrupt();
      await Promise.race([Promise.all(running.keys()), new Promise((resolve) => setTimeout(resolve, 20))]);
    }
    connection.closeSync();
    instance.closeSync();
  }

  return {
    connection,
    query: (sql) => guarded(connection, async () => (await connection.run(sql)).convertRows(cellConverter)),
    stream: (sql) => stream(sql, (chunk) => chunk.convertRows(cellConverter)),
    streamColumns: (sql) => stream(sql, (chunk) => chunk.convertColumns(cellConverter)),
    progress: () => Math.max(0, connection.progress.percentage) / 100,
    close: () => {
      closing ??= release();
      return closing;
    },
  };
}
