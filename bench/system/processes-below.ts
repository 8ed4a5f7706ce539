import { readdirSync, readFileSync } from 'node:fs';

/** A service with its children, or a server, as Linux tells of it. */
export interface Group {
  /** `gateway` … `notifier`, `nats-server`, `redis-server`, `minio`. */
  readonly name: string;
  readonly pids: readonly number[];
  /** Of the processor so far, with children that have ended. */
  readonly cpuSeconds: number;
  /** What the processes hold; what several share is counted in each. */
  readonly rssBytes: number;
  /** What the processes hold; what several share is counted in parts. */
  readonly pssBytes: number;
}

const service = /services\/([a-z-]+)\/src\/main\.ts/;
const server = /^(?:\S*\/)?(nats-server|redis-server|minio)\b/;

/** The services and servers below this process (Linux: /proc). */
export function groupsBelow(pid: number = process.pid): Group[] {
  const all = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? readProcess(Number(name)) : []));
  const groups: Group[] = [];
  function visit(parent: number): void {
    for (const child of all.filter((each) => each.parent === parent)) {
      const command = contentOf(`/proc/${child.pid}/cmdline`).replaceAll('\0', ' ');
      const name = service.exec(command)?.[1] ?? server.exec(command)?.[1];
      if (name === undefined) visit(child.pid);
      else groups.push(groupOf(name, withDescendants(child)));
    }
  }
  function withDescendants(top: Process): Process[] {
    return [top, ...all.filter(({ parent }) => parent === top.pid).flatMap(withDescendants)];
  }
  visit(pid);
  return groups.sort((left, right) => left.name.localeCompare(right.name));
}

/** Seconds of the processor that the whole machine has been at work, for whomever. */
export function machineSeconds(): number {
  const [line = ''] = contentOf('/proc/stat').split('\n', 1);
  const [, user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = line.split(/\s+/).map(Number);
  return (user + nice + system + irq + softirq) / ticks;
}

/** Resident memory of one process in bytes: now, and the most since the mark was set back. */
export function memoryOf(pid: number): { readonly now: number; readonly peak: number } {
  const status = contentOf(`/proc/${pid}/status`);
  const of = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) * 1024;
  return { now: of('VmRSS'), peak: of('VmHWM') };
}

/** Linux counts in hundredths of a second. */
const ticks = 100;

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly cpuSeconds: number;
}

function readProcess(pid: number): Process[] {
  const status = contentOf(`/proc/${pid}/stat`);
  if (status === '') return [];
  // The name stands before, in parentheses, and may hold anything.
  const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
  const [user, system, userOfEnded, systemOfEnded] = fields.slice(11, 15).map(Number);
  const cpuSeconds = ((user ?? 0) + (system ?? 0) + (userOfEnded ?? 0) + (systemOfEnded ?? 0)) / ticks;
  return [{ pid, parent: Number(fields[1]), cpuSeconds }];
}

function groupOf(name: string, members: readonly Process[]): Group {
  const sum = (of: (member: Process) => number) => members.reduce((total, member) => total + of(member), 0);
  return {
    name,
    pids: members.map(({ pid }) => pid),
    cpuSeconds: sum(({ cpuSeconds }) => cpuSeconds),
    rssBytes: sum(({ pid }) => memoryOf(pid).now),
    pssBytes: sum(
      ({ pid }) => Number(/^Pss:\s+(\d+) kB/m.exec(contentOf(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) * 1024,
    ),
  };
}

/** Empty when the process has ended in the meantime. */
function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
