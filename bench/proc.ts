import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second. */
const ticks = 100;

/** A process as Linux tells of it. */
export interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** Of the processor so far, with children that have ended. */
  readonly cpuSeconds: number;
}

/** All processes of the machine. */
export function allProcesses(): ProcessStat[] {
  return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? readStat(Number(name)) : []));
}

function readStat(pid: number): ProcessStat[] {
  const stat = contentOf(`/proc/${pid}/stat`);
  if (stat === '') return [];
  // The name stands before, in parentheses, and may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user = 0, system = 0, userOfEnded = 0, systemOfEnded = 0] = fields.slice(11, 15).map(Number);
  const cpuSeconds = (user + system + userOfEnded + systemOfEnded) / ticks;
  return [{ pid, parent: Number(fields[1]), group: Number(fields[2]), cpuSeconds }];
}

/** Resident memory of one process in bytes: now, and the most since the mark was set back. */
export function memoryOf(pid: number): { readonly now: number; readonly peak: number } {
  const status = contentOf(`/proc/${pid}/status`);
  return { now: bytesOf(status, 'VmRSS'), peak: bytesOf(status, 'VmHWM') };
}

/** Memory of one process in bytes; what several share is counted in parts. */
export function sharedMemoryOf(pid: number): number {
  return bytesOf(contentOf(`/proc/${pid}/smaps_rollup`), 'Pss');
}

/** How a process was called, its arguments parted by blanks. */
export function commandOf(pid: number): string {
  return contentOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');
}

/** Seconds of the processor that the whole machine has been at work, for whomever. */
export function machineSeconds(): number {
  const [line = ''] = contentOf('/proc/stat').split('\n', 1);
  const [, user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = line.split(/\s+/).map(Number);
  return (user + nice + system + irq + softirq) / ticks;
}

const bytesOf = (status: string, name: string) =>
  Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) * 1024;

/** Empty when the process has ended in the meantime. */
function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
