import { readdirSync, readFileSync } from 'node:fs';

const everyMs = 20;
/** Looking for new processes reads the whole table of them, so it is done less often. */
const rollCallEvery = 5;

/**
 * Watches the resident memory of a process group (Linux: /proc). `stop` gives the peak in bytes: of the sum over all processes, and
 * at least the highest mark that the kernel noted for a single one. What grows in the last 20 ms of a process may be missed.
 */
export function watchMemory(group: number): { readonly stop: () => number } {
  let peakBytes = 0;
  let members: readonly string[] = [];
  let looks = 0;
  const timer = setInterval(() => {
    if (looks++ % rollCallEvery === 0) members = processesOf(group);
    const held = members.map(memoryOf);
    const together = held.reduce((sum, { now }) => sum + now, 0);
    peakBytes = Math.max(peakBytes, together, ...held.map(({ peak }) => peak));
  }, everyMs);
  return {
    stop: () => {
      clearInterval(timer);
      return peakBytes;
    },
  };
}

function processesOf(group: number): readonly string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && groupOf(name) === group);
}

/** The third field behind the name, which stands in parentheses and may hold anything. */
function groupOf(process: string): number {
  const status = contentOf(`/proc/${process}/stat`);
  return Number(status.slice(status.lastIndexOf(')') + 2).split(' ')[2]);
}

function memoryOf(process: string): { readonly now: number; readonly peak: number } {
  const status = contentOf(`/proc/${process}/status`);
  const kibibytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0);
  return { now: kibibytes('VmRSS') * 1024, peak: kibibytes('VmHWM') * 1024 };
}

/** Empty when the process has ended in the meantime. */
function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
