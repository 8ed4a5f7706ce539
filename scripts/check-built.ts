/**
 * Holds the built command line to the sources: both reconcile one pair, small and large, and must write the same bytes. The bundle
 * leaves out what it takes for unused, and finds the modules that it starts by their path in another place. Then the commands of the
 * system are run, which must not stand in the bundle.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'reconcyl-built-'));
const sources = join(root, 'packages/cli/bin/reconcyl.js');

/** The larger one is surveyed in threads. */
const sizes = [1000, 600_000];

/** The command line as an image has it: without the sources, which `bin/reconcyl.js` would take. */
function installBuilt(): string {
  const packageFolder = join(folder, 'packages/cli');
  mkdirSync(packageFolder, { recursive: true });
  for (const part of ['bin', 'dist', 'dist-quick', 'package.json']) {
    cpSync(join(root, 'packages/cli', part), join(packageFolder, part), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return join(packageFolder, 'bin/reconcyl.js');
}

function file(side: 'source' | 'target', rows: number): string {
  const path = join(folder, `${side}-${rows}.csv`);
  const lines = Array.from({ length: rows }, (_, row) => {
    const amount = side === 'target' && row % 100 === 0 ? row + 1 : row;
    return `K${row};2026-01-${String((row % 28) + 1).padStart(2, '0')};${amount}.50;Line ${row}`;
  });
  writeFileSync(path, `id;day;amount;note\n${lines.join('\n')}\n`);
  return path;
}

/** What it writes on standard output; a status other than 0 is thrown. */
function output(bin: string, ...argv: readonly string[]): string {
  return execFileSync(process.execPath, [bin, ...argv], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, TMPDIR: tmpdir() },
  });
}

function expect(what: string, found: string, expected: RegExp): void {
  if (!expected.test(found)) throw new Error(`The built ${what} answers otherwise than ${expected}: ${found}`);
}

/** The reports of a run. */
function reports(name: string, bin: string, rows: number): readonly Buffer[] {
  const out = join(folder, `${name}-${rows}`);
  const files = [file('source', rows), file('target', rows)];
  output(bin, 'run', ...files, '--report', 'json', '--report', 'html', '--out', out, '--quiet', '--fail-on', 'none');
  return ['json', 'html'].map((format) => readFileSync(join(out, `reconciliation_report.${format}`)));
}

/** `serve`, and the other commands of the system beside it. */
async function checkSystem(built: string): Promise<void> {
  const ofSystem = readdirSync(join(root, 'packages/cli/dist-quick')).filter((name) =>
    readFileSync(join(root, 'packages/cli/dist-quick', name), 'utf8').includes('node:sqlite'),
  );
  if (ofSystem.length > 0) throw new Error(`The bundle has what only the system needs: ${ofSystem.join(', ')}`);

  const data = join(folder, 'data');
  const system = spawn(process.execPath, [built, 'serve', '--port', '0', '--data', data], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, TMPDIR: tmpdir() },
  });
  const ended = once(system, 'exit');
  try {
    const url = await servedUrl(system.stdout);
    const files = [file('source', 1000), file('target', 1000)];
    output(built, 'submit', url, ...files, '--out', join(folder, 'submitted'), '--quiet', '--fail-on', 'none');
    expect('rebuild', output(built, 'rebuild', '--data', data), /^1 reconciliation; /);
    expect('dead-letters', output(built, 'dead-letters', 'list', '--data', data), /^There are no dead letters\.$/m);
    expect('doctor', output(built, 'doctor', '--data', data), /^ok +data folder/m);
  } finally {
    system.kill('SIGTERM');
    await ended;
  }
  const [status] = await ended;
  if (status !== 0) throw new Error(`The built serve ended with ${status}.`);
}

async function servedUrl(stdout: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface(stdout)) {
    const url = /http:\/\/[\d.]+:\d+/.exec(line)?.[0];
    if (url !== undefined) return url;
  }
  throw new Error('The built serve ended without an address.');
}

try {
  const built = installBuilt();
  for (const rows of sizes) {
    const expected = reports('sources', sources, rows);
    const isSame = reports('built', built, rows).every((report, place) => report.equals(expected[place] as Buffer));
    if (!isSame) throw new Error(`The built command line answers otherwise than the sources on ${rows} rows.`);
  }
  await checkSystem(built);
  console.log('The built command line answers as the sources do.');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
