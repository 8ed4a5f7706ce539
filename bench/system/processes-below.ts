import { allProcesses, commandOf, memoryOf, type ProcessStat, sharedMemoryOf } from '../proc.ts';

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
  const all = allProcesses();
  const groups: Group[] = [];
  function visit(parent: number): void {
    for (const child of all.filter((each) => each.parent === parent)) {
      const command = commandOf(child.pid);
      const name = service.exec(command)?.[1] ?? server.exec(command)?.[1];
      if (name === undefined) visit(child.pid);
      else groups.push(groupOf(name, withDescendants(child)));
    }
  }
  function withDescendants(top: ProcessStat): ProcessStat[] {
    return [top, ...all.filter(({ parent }) => parent === top.pid).flatMap(withDescendants)];
  }
  visit(pid);
  return groups.sort((left, right) => left.name.localeCompare(right.name));
}

function groupOf(name: string, members: readonly ProcessStat[]): Group {
  const sum = (of: (member: ProcessStat) => number) => members.reduce((total, member) => total + of(member), 0);
  return {
    name,
    pids: members.map(({ pid }) => pid),
    cpuSeconds: sum(({ cpuSeconds }) => cpuSeconds),
    rssBytes: sum(({ pid }) => memoryOf(pid).now),
    pssBytes: sum(({ pid }) => sharedMemoryOf(pid)),
  };
}
