import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { watchMemory } from './watch-memory.ts';

export interface Measurement {
  readonly seconds: number;
  /** The most that the processes of the program held at one time, as far as looking 50 times a second shows. */
  readonly peakBytes: number;
  /** Of all threads and processes together, as the kernel counted it. */
  readonly cpuSeconds: number;
  readonly stdout: string;
}

/** What bash writes about its children when they have ended: user and system time on the second line. */
const script = 'usage=$1; shift; "$@"; code=$?; times > "$usage"; exit $code';

/** Runs a program as a whole process, from its start to its end. Throws when it exits with a code that is not allowed. */
export async function measure(program: readonly string[], allowedCodes: readonly number[]): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'reconcyl-bench-'));
  const usageFile = join(folder, 'usage');
  try {
    const begin = process.hrtime.bigint();
    const child = spawn('bash', ['--norc', '-c', script, 'bench', usageFile, ...program], {
      cwd: join(import.meta.dirname, '..'),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true, // a group of its own, by which its processes are known
    });
    const memory = watchMemory(child.pid ?? 0);
    const [stdout, stderr, code] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve)),
    ]);
    const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
    const peakBytes = memory.stop();
    if (code === null || !allowedCodes.includes(code))
      throw new Error(`${program.join(' ')} ended with ${code}:\n${stderr}`);
    return { seconds, peakBytes, cpuSeconds: cpuSecondsOfChildren(readFileSync(usageFile, 'utf8')), stdout };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `0m1.234s 0m0.567s` of the second line, added up. */
function cpuSecondsOfChildren(times: string): number {
  const spent = times.split('\n')[1]?.matchAll(/(\d+)m([\d.]+)s/g) ?? [];
  return [...spent].reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0);
}

export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** The smallest value that so many percent of the values do not exceed. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}
