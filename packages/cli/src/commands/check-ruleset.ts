import { join } from 'node:path';
import { ReconcylError } from '@reconcyl/contracts';
import { exitCodes } from '../exit-codes.ts';
import { assertOneStandardInput, prepareInput } from '../files/input-file.ts';
import { readRulesetText } from '../files/read-ruleset.ts';
import type { Io } from '../io.ts';
import { printable, styleFor } from '../terminal/style.ts';
import { withWorkFolder } from '../with-work-folder.ts';

export interface CheckRulesetOptions {
  readonly path: string;
  readonly source?: string | undefined;
  readonly target?: string | undefined;
}

/** `reconcyl ruleset check`: 0 when the ruleset can be used, else every problem and 2. */
export async function checkRulesetFile(io: Io, { path, source, target }: CheckRulesetOptions): Promise<number> {
  if (source !== undefined && target === undefined) {
    throw new ReconcylError('RECON_USAGE', 'Give both files, or none.');
  }
  assertOneStandardInput({ source, target });
  return withWorkFolder(io, async (folder, signal) => {
    const text = await readRulesetText(path);
    const files =
      source === undefined || target === undefined
        ? undefined
        : {
            source: await prepareInput(io, 'source', source, folder, signal),
            target: await prepareInput(io, 'target', target, folder, signal),
          };
    const { checkRulesetText } = await import('@reconcyl/engine');
    await checkRulesetText({ text, files, workDir: join(folder, 'check'), signal });
    const style = styleFor(io, io.stdout);
    const how = files === undefined ? 'its names were not held against any files' : 'both files have what it names';
    io.stdout.write(`${style('green', '✔')} ${printable(path)} can be used; ${how}.\n`);
    return exitCodes.agree;
  });
}
