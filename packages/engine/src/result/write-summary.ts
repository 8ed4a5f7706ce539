import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ReconcylError, type Summary, toReconcylError } from '@reconcyl/contracts';
import { resultFiles } from '../types.ts';

/** Writes summary.json, whole or not at all: it is on the disk before it gets its name. */
export async function writeSummary(dir: string, summary: Summary): Promise<void> {
  const path = join(dir, resultFiles.summary);
  const partial = `${path}.partial`;
  try {
    const file = await open(partial, 'w', 0o600);
    try {
      await file.writeFile(`${JSON.stringify(summary, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
    await syncFolder(dir);
  } catch (error) {
    // What went wrong first is what counts.
    await rm(partial, { force: true }).catch(() => undefined);
    throw toReconcylError(error);
  }
}

/** Reads summary.json. RECON_INTERNAL when it is not there or not one. */
export async function readSummary(dir: string): Promise<Summary> {
  try {
    // Loaded when needed: a run that writes a summary and reads none starts faster without schemas.
    const { summarySchema } = await import('@reconcyl/contracts');
    return summarySchema.parse(JSON.parse(await readFile(join(dir, resultFiles.summary), 'utf8')));
  } catch (cause) {
    // The text of a parse error quotes the file.
    throw new ReconcylError('RECON_INTERNAL', undefined, { cause });
  }
}

/** The new name is durable once its folder is. */
async function syncFolder(dir: string): Promise<void> {
  const folder = await open(dir, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
