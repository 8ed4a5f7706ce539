import { randomUUID } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Where process ids mean the same: the host, and on Linux the namespace of process ids (a container has its own). */
const origin = `${hostname()}/${pidNamespace()}`;

/** Names this process (more exactly: this copy of the module) in shared tables. */
export const processIdentity = `${origin}|${process.pid}|${randomUUID()}`;

/**
 * Whether the process behind an identity is known to be gone. False where this cannot be told: another host, another container,
 * or a process id that was given to someone else.
 */
export function isGone(identity: string): boolean {
  const [theirOrigin, pid] = identity.split('|');
  if (theirOrigin !== origin) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    // EPERM: it lives and belongs to another user.
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}
