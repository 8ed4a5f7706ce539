/**
 * Holds the built command line to the sources: both reconcile one pair, small and large, and must write the same bytes. The bundle
 * leaves out what it takes for unused, and finds the modules that it starts by their path in another place.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'reconcyl-built-'));

/** The larger one is surveyed in threads. */
const sizes = [1000, 600_000];

function file(side: 'source' | 'target', rows: number): string {
  const path = join(folder, `${side}-${rows}.csv`);
  const lines = Array.from({ length: rows }, (_, row) => {
    const amount = side === 'target' && row % 100 === 0 ? row + 1 : row;
    return `K${row};2026-01-${String((row % 28) + 1).padStart(2, '0')};${amount}.50;Line ${row}`;
  });
  writeFileSync(path, `id;day;amount;note\n${lines.join('\n')}\n`);
  return path;
}

/** The reports of a run; breaks make the status 1. */
function reports(name: string, main: readonly string[], rows: number): readonly Buffer[] {
  const out = join(folder, `${name}-${rows}`);
  const files = [file('source', rows), file('target', rows)];
  const given = ['--report', 'json', '--report', 'html', '--out', out, '--quiet', '--fail-on', 'none'];
  execFileSync(process.execPath, [...main, 'run', ...files, ...given], { stdio: 'inherit' });
  return ['json', 'html'].map((format) => readFileSync(join(out, `reconciliation_report.${format}`)));
}

try {
  for (const rows of sizes) {
    const built = reports('built', [join(root, 'bench/peers/reconcyl-dist.js')], rows);
    const sources = reports('sources', [join(root, 'packages/cli/bin/reconcyl.js')], rows);
    if (!built.every((report, place) => report.equals(sources[place] ?? Buffer.alloc(0)))) {
      throw new Error(`The built command line answers otherwise than the sources on ${rows} rows.`);
    }
  }
  console.log('The built command line answers as the sources do.');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
