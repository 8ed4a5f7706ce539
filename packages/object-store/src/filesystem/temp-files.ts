import { randomUUID } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { type FileHandle, lstat, open, opendir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { ifThere, isSystemError } from './system-errors.ts';

export interface TempFile {
  readonly path: string;
  readonly handle: FileHandle;
}

/** A put writes all the time, so a file that nobody wrote to for this long has no writer, wherever that was. */
const abandonedAfterMs = 3600_000;

/** Opens a new file for writing whose name says which process writes it. The caller closes and removes it. */
export async function openTempFile(folder: string): Promise<TempFile> {
  const path = join(folder, `${origin}.${process.pid}.${randomUUID()}`);
  return { path, handle: await open(path, 'wx', 0o600) };
}

/** Removes what processes left behind that were killed in the middle of a put. */
export async function removeStaleTempFiles(folder: string): Promise<void> {
  for await (const entry of await opendir(folder)) {
    const path = join(folder, entry.name);
    if (entry.isFile() && (await isStale(path, entry.name))) await rm(path, { force: true });
  }
}

async function isStale(path: string, name: string): Promise<boolean> {
  const [theirOrigin, pid] = name.split('.');
  const stats = await ifThere(lstat(path));
  if (stats === undefined) return false;
  if (theirOrigin !== origin) return Date.now() - stats.mtimeMs > abandonedAfterMs;
  // Written by an earlier process with the same id.
  if (Number(pid) === process.pid) return stats.mtimeMs < Date.now() - process.uptime() * 1000;
  return !isAlive(Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !isSystemError(error, 'ESRCH');
  }
}

/** Where process ids mean the same: the host, and on Linux the namespace of process ids (a container has its own). */
const origin = `${hostname()}-${pidNamespace()}`.replaceAll(/[^A-Za-z0-9-]/g, '-').slice(0, 100);

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}
