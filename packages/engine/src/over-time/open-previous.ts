import { access, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { ReconcylError } from '@reconcyl/contracts';
import { aliasFile } from '../duckdb/alias.ts';
import { readSummary } from '../result/index.ts';
import { resultFiles } from '../types.ts';
import type { Previous } from './compare-with-previous.ts';

/**
 * The result in a folder as one to compare with. Give `readPaths` to the database that reads it.
 *
 * @throws RECON_FILE_NOT_READABLE when the folder holds no result.
 */
export async function openPrevious(
  dir: string,
  workDir: string,
): Promise<Previous & { readonly readPaths: readonly string[] }> {
  try {
    const root = await realpath(dir);
    const path = join(root, resultFiles.breaks);
    await access(path);
    const summary = await readSummary(root);
    return { summary, breaksPath: await aliasFile(workDir, `previous-${resultFiles.breaks}`, path), readPaths: [path] };
  } catch (cause) {
    const detail = `The folder of the previous result has no ${resultFiles.summary} and ${resultFiles.breaks} that can be read.`;
    throw new ReconcylError('RECON_FILE_NOT_READABLE', detail, { cause });
  }
}
