import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

export interface Measurement {
  readonly seconds: number;
  readonly peakBytes: number;
  /** Of all threads together. */
  readonly cpuSeconds: number;
  readonly stdout: string;
}

/** Runs a Node program as a whole process, from its start to its end. Throws when it exits with a code that is not allowed. */
export async function measure(program: readonly string[], allowedCodes: readonly number[]): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'reconcyl-bench-'));
  const usageFile = join(folder, 'usage');
  try {
    const preload = ['--import', join(import.meta.dirname, 'report-usage.ts')];
    const conditions = ['--conditions=reconcyl-source', '--disable-warning=ExperimentalWarning'];
    const begin = process.hrtime.bigint();
    const child = spawn(process.execPath, [...conditions, ...preload, ...program], {
      env: { ...process.env, BENCH_USAGE_FILE: usageFile },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [stdout, stderr, code] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve)),
    ]);
    const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
    if (code === null || !allowedCodes.includes(code))
      throw new Error(`${program.join(' ')} ended with ${code}:\n${stderr}`);
    return { seconds, ...JSON.parse(readFileSync(usageFile, 'utf8')), stdout };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** The smallest value that so many percent of the values do not exceed. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}
