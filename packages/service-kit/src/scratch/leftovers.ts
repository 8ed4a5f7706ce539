import { createHash } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** Long after the hard time of any stage: what another machine left on a shared disk is removed by then. */
const strangerMs = 48 * 3_600_000;

const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

/**
 * Marks folders of this process: machine, process id and when it began, since a process id comes back (in a container it is
 * always the same).
 */
export const scratchOwner = `${host}.${process.pid}.${Math.round(Date.now() - performance.now())}`;

/** Removes folders whose process is gone. Others' names below `root` are left alone. */
export async function removeLeftovers(root: string, isAlive: (pid: number) => boolean = isRunning): Promise<void> {
  for (const name of await readdir(root)) {
    const match = /^([0-9a-f]{8})\.(\d+)\.(\d+)\.[0-9a-f]{8}$/.exec(name);
    if (match === null || name.startsWith(`${scratchOwner}.`)) continue;
    const [, itsHost, itsPid] = match;
    const pid = Number(itsPid);
    const isGone = itsHost === host ? pid === process.pid || !isAlive(pid) : await isOld(join(root, name));
    if (isGone) await rm(join(root, name), { recursive: true, force: true, maxRetries: 3 });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: there is such a process, of another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function isOld(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > strangerMs;
}
