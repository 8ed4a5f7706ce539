import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, open, rename, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ReconcylError } from '@reconcyl/contracts';
import type { ReportChoice } from '../choices.ts';
import type { Output } from '../io.ts';

/** Where the content of a report comes from, piece by piece. */
export type ReportSource = (report: ReportChoice) => AsyncIterable<string | Uint8Array>;

export interface ReportFolder {
  /** Writes every report, then gives all their names at once: a report that is there is whole. Gives their paths. */
  readonly write: (reports: readonly ReportChoice[], source: ReportSource, signal: AbortSignal) => Promise<string[]>;
  /** Removes what was begun and not finished. */
  readonly removeUnfinished: () => void;
}

/** The folder of `--out`. Throws RECON_USAGE when it cannot be one. */
export async function createReportFolder(folder: string): Promise<ReportFolder> {
  const information = await stat(folder).catch(() => undefined);
  if (information !== undefined && !information.isDirectory()) {
    throw new ReconcylError('RECON_USAGE', '--out is not a folder.');
  }
  const unfinished = new Set<string>();
  const removeUnfinished = (): void => {
    for (const path of unfinished) rmSync(path, { force: true });
    unfinished.clear();
  };
  return {
    removeUnfinished,
    write: async (reports, source, signal) => {
      await makeFolder(resolve(folder)).catch(refuseFolder);
      try {
        const written: { partial: string; path: string }[] = [];
        for (const report of new Set(reports)) {
          const path = join(folder, `reconciliation_report.${report}`);
          const partial = `${path}.${randomBytes(6).toString('hex')}.partial`;
          unfinished.add(partial);
          await createFlushed(partial, source(report), signal);
          written.push({ partial, path });
        }
        for (const { partial, path } of written) {
          await rename(partial, path);
          unfinished.delete(partial);
        }
        return written.map(({ path }) => path);
      } finally {
        removeUnfinished();
      }
    },
  };
}

/** Folder by folder: `recursive` never ends where a folder answers ENOENT for what it will not hold (/proc, some network mounts). */
async function makeFolder(folder: string): Promise<void> {
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  );
  if (isThere) return;
  const parent = dirname(folder);
  if (parent !== folder) await makeFolder(parent);
  await mkdir(folder);
}

/** Writes one report on standard output. A reader that goes away early (`| head`) is no error. */
export async function writeReportTo(output: Output, content: AsyncIterable<string | Uint8Array>): Promise<void> {
  try {
    await pipeline(Readable.from(content), output, { end: false });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error;
  }
}

async function createFlushed(path: string, content: ReturnType<ReportSource>, signal: AbortSignal): Promise<void> {
  const file = await open(path, 'wx').catch(refuseFolder);
  // The stream closes the file; `flush` syncs it before that.
  await pipeline(Readable.from(content), file.createWriteStream({ flush: true }), { signal });
}

function refuseFolder(error: unknown): never {
  if (!(error instanceof Error && 'code' in error) || error.code === 'ENOSPC') throw error;
  throw new ReconcylError('RECON_USAGE', `The folder of --out cannot be written (${String(error.code)}).`, {
    cause: error,
  });
}
