import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ReconcylError } from '@reconcyl/contracts';
import { resultFiles } from '@reconcyl/engine/result';

/** The folder below `--out` that keeps the result itself, for `--previous` of a later run. */
const folderName = 'result';

/** Keeps a copy of a result below the folder of `--out`, whole or not at all; one of an earlier run is replaced. */
export async function keepResult(resultDir: string, outFolder: string): Promise<void> {
  const kept = join(outFolder, folderName);
  const partial = `${kept}.${randomBytes(6).toString('hex')}.partial`;
  try {
    await mkdir(partial, { recursive: true });
    for (const file of await readdir(resultDir)) {
      await copyFile(join(resultDir, file), join(partial, file), constants.COPYFILE_FICLONE);
    }
    await rm(kept, { recursive: true, force: true });
    await rename(partial, kept);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** The result in the folder of an earlier `--out`, or in the folder itself. @throws RECON_USAGE when there is none. */
export async function previousResult(folder: string | undefined): Promise<string | undefined> {
  if (folder === undefined) return undefined;
  for (const dir of [join(folder, folderName), folder]) {
    const files = [resultFiles.summary, resultFiles.breaks].map((file) => access(join(dir, file)));
    if ((await Promise.allSettled(files)).every(({ status }) => status === 'fulfilled')) return resolve(dir);
  }
  throw new ReconcylError('RECON_USAGE', '--previous is no folder of an earlier --out: it has no result.');
}
