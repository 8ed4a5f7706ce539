import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { objectKeys } from '@reconcyl/contracts';
import { resultFiles } from '@reconcyl/engine/result';
import type { StageContext } from '@reconcyl/service-kit';

/**
 * Copies the result that the manifest pins, and gives its folder. Undefined where none is pinned, and where it was deleted since: then
 * this result stands alone, as the first of its name does.
 */
export async function previousResult(
  isThere: (key: string) => Promise<boolean>,
  context: Pick<StageContext, 'tenant' | 'request' | 'scratchDir' | 'download' | 'logger'>,
): Promise<string | undefined> {
  const { tenant, scratchDir, logger } = context;
  const { previous } = context.request;
  if (previous === undefined) return undefined;
  const folder = join(scratchDir, 'previous');
  await mkdir(folder, { mode: 0o700 });
  for (const role of ['summary', 'breaks'] as const) {
    const reference = previous[role];
    const key = objectKeys.result(tenant, previous.taskId, previous.attempt, role, reference.sha256);
    if (reference.key !== key) throw new Error('The previous result is not where it must be.');
    if (!(await isThere(key))) {
      logger.info({ previous: previous.taskId }, 'the previous result is gone');
      return undefined;
    }
    await rename(await context.download(reference, `previous-${resultFiles[role]}`), join(folder, resultFiles[role]));
  }
  return folder;
}
