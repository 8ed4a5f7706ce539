import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream, rmSync } from 'node:fs';
import { mkdir, open, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ReconcylError, type ReportFormat } from '@reconcyl/contracts';
import type { ReportChoice } from '../choices.ts';
import type { Output } from '../io.ts';

/** Where the content of a report comes from: rendered, or the file of breaks as the engine wrote it. */
export interface ReportContent {
  readonly render: (format: ReportFormat) => AsyncIterable<string>;
  readonly parquetPath: string;
}

export interface ReportFolder {
  /** Writes every report, then gives all their names at once: a report that is there is whole. Gives their paths. */
  readonly write: (reports: readonly ReportChoice[], content: ReportContent, signal: AbortSignal) => Promise<string[]>;
  /** Removes what was begun and not finished. */
  readonly removeUnfinished: () => void;
}

export function createReportFolder(folder: string): ReportFolder {
  const unfinished = new Set<string>();
  const removeUnfinished = (): void => {
    for (const path of unfinished) rmSync(path, { force: true });
    unfinished.clear();
  };
  return {
    removeUnfinished,
    write: async (reports, content, signal) => {
      try {
        await mkdir(folder, { recursive: true });
        const written: { partial: string; path: string }[] = [];
        for (const report of reports) {
          const path = join(folder, `reconciliation_report.${report}`);
          const partial = `${path}.${randomBytes(6).toString('hex')}.partial`;
          unfinished.add(partial);
          await pipeline(contentOf(report, content), createWriteStream(partial, { mode: 0o644 }), { signal });
          await flush(partial);
          written.push({ partial, path });
        }
        for (const { partial, path } of written) {
          await rename(partial, path);
          unfinished.delete(partial);
        }
        return written.map(({ path }) => path);
      } catch (error) {
        removeUnfinished();
        if (error instanceof ReconcylError || signal.aborted || isCode(error, 'ENOSPC')) throw error;
        if (isSystemError(error)) {
          const reason = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
          throw new ReconcylError('RECON_USAGE', `The reports cannot be written into the folder of --out${reason}.`, {
            cause: error,
          });
        }
        throw error;
      }
    },
  };
}

/** Writes one report on standard output. A reader that goes away early (`| head`) is no error. */
export async function writeReportTo(output: Output, report: ReportChoice, content: ReportContent): Promise<void> {
  try {
    await pipeline(contentOf(report, content), output, { end: false });
  } catch (error) {
    if (!isCode(error, 'EPIPE')) throw error;
  }
}

/** Whether `--out` can be a folder: it is one, or nothing of this name is there yet. Throws RECON_USAGE. */
export async function assertFolder(folder: string): Promise<void> {
  const information = await stat(folder).catch(() => undefined);
  if (information !== undefined && !information.isDirectory()) {
    throw new ReconcylError('RECON_USAGE', '--out is not a folder.');
  }
}

function contentOf(report: ReportChoice, content: ReportContent): Readable {
  return report === 'parquet' ? createReadStream(content.parquetPath) : Readable.from(content.render(report));
}

async function flush(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
