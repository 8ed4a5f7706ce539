import { allProcesses, memoryOf } from './proc.ts';

const everyMs = 20;
/** Looking for new processes reads the whole table of them, so it is done less often. */
const rollCallEvery = 5;

/**
 * Watches the resident memory of a process group (Linux: /proc). `stop` gives the peak in bytes: of the sum over all processes, and
 * at least the highest mark that the kernel noted for a single one. What grows in the last 20 ms of a process may be missed.
 */
export function watchMemory(group: number): { readonly stop: () => number } {
  let peakBytes = 0;
  let members: readonly number[] = [];
  let looks = 0;
  const timer = setInterval(() => {
    if (looks++ % rollCallEvery === 0) members = membersOf(group);
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

function membersOf(group: number): readonly number[] {
  return allProcesses()
    .filter((process) => process.group === group)
    .map(({ pid }) => pid);
}
