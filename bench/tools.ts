import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pair } from './generate.ts';

/** A program that compares two files as a whole process. */
export interface Tool {
  readonly name: string;
  /** What it is, with its version; undefined where it is not installed here. */
  readonly version: () => string | undefined;
  readonly command: (pair: Pair) => readonly string[];
  /** The counts that it tells, by their names in the summary; none where it counts nothing. */
  readonly counts: (stdout: string) => Readonly<Record<string, number>>;
}

export const tools = {
  counting: {
    name: 'counting query in DuckDB',
    version: () => `DuckDB ${packageVersion('@duckdb/node-api')}, \`bench/peers/counting-query.js\``,
    command: ({ source, target }) => [process.execPath, peer('counting-query.js'), source, target],
    counts: JSON.parse,
  },
  csvDiff: {
    name: 'csv-diff crate',
    version: () => {
      const lock = readFileSync(peer('csv-diff/Cargo.lock'), 'utf8');
      const version = /name = "csv-diff"\nversion = "([^"]+)"/.exec(lock)?.[1];
      return existsSync(csvDiffBinary) ? `csv-diff ${version}, ${outputOf('rustc', '--version')}` : undefined;
    },
    command: ({ source, target }) => [csvDiffBinary, source, target],
    counts: JSON.parse,
  },
  pandas: {
    name: 'pandas, outer merge',
    version: () => pythonVersions('pandas', 'pyarrow'),
    command: ({ source, target }) => [python, peer('pandas_merge.py'), source, target],
    counts: JSON.parse,
  },
  datacompy: {
    name: 'datacompy with polars',
    version: () => pythonVersions('datacompy', 'polars'),
    command: ({ source, target }) => [python, peer('datacompy_polars.py'), source, target],
    counts: JSON.parse,
  },
  sortedDiff: {
    name: 'sort and GNU diff',
    version: () => outputOf('diff', '--version'),
    command: ({ source, target }) => [peer('sorted-diff.sh'), source, target],
    counts: JSON.parse,
  },
  emptyDuckdb: {
    name: 'empty DuckDB process of Node',
    version: () => `Node ${process.versions.node}, DuckDB ${packageVersion('@duckdb/node-api')}`,
    command: () => [process.execPath, peer('empty-duckdb.js')],
    counts: () => ({}),
  },
} as const satisfies Record<string, Tool>;

/** `reconcyl run` as it is installed: the built code, results written as JSON and Parquet into `out`. */
export function reconcyl(out: string, options: readonly string[] = []): Tool {
  const reports = ['--report', 'json', '--report', 'parquet', '--out', out];
  return {
    name: '**`reconcyl run`**',
    version: () => outputOf('git', 'describe', '--always', '--dirty'),
    command: ({ source, target }) => [
      ...[process.execPath, peer('reconcyl-dist.js'), 'run', source, target, '--key', 'id'],
      ...[...reports, '--json', '--quiet', ...options],
    ],
    counts: (stdout) => JSON.parse(stdout).counts,
  };
}

const csvDiffBinary = peer('csv-diff/target/release/csv-diff-peer');
const python = join(import.meta.dirname, 'data/venv/bin/python');

function peer(name: string): string {
  return join(import.meta.dirname, 'peers', name);
}

function packageVersion(name: string): string {
  return JSON.parse(readFileSync(join(import.meta.dirname, '../node_modules', name, 'package.json'), 'utf8')).version;
}

function pythonVersions(...names: readonly string[]): string | undefined {
  const told = outputOf(
    python,
    '-c',
    `from importlib.metadata import version as v; print(*map(v, ${JSON.stringify(names)}))`,
  );
  const versions = told?.split(' ');
  return versions && names.map((name, index) => `${name} ${versions[index]}`).join(', ');
}

/** The first line; undefined when the program is not there or fails. */
function outputOf(program: string, ...parameters: readonly string[]): string | undefined {
  try {
    const output = execFileSync(program, parameters, { cwd: import.meta.dirname, stdio: ['ignore', 'pipe', 'ignore'] });
    return output.toString('utf8').split('\n', 1)[0];
  } catch {
    return undefined;
  }
}
