import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ReconcylError } from '@reconcyl/contracts';
import { exitCodes } from '../exit-codes.ts';
import { assertOneStandardInput, prepareInput } from '../files/input-file.ts';
import { readRuleset } from '../files/read-ruleset.ts';
import type { Io } from '../io.ts';
import { parseRecord } from '../key-list.ts';
import { writeStory } from '../terminal/write-story.ts';
import { withWorkFolder } from '../with-work-folder.ts';

export interface ExplainOptions {
  readonly source: string;
  readonly target: string;
  /** The cells of the record's key, by commas. */
  readonly record: string;
  readonly key?: readonly string[] | undefined;
  readonly ruleset?: string | undefined;
  readonly json?: boolean | undefined;
}

/** `reconcyl explain`: one record's whole story on stdout. 0 when a file has it, 2 when none does. */
export async function explain(io: Io, options: ExplainOptions): Promise<number> {
  assertOneStandardInput(options);
  const record = parseRecord(options.record);
  if (record === undefined) {
    throw new ReconcylError('RECON_USAGE', 'A record is told by the cells of its key, such as 4711 or "a, b",7.');
  }
  return withWorkFolder(io, async (folder, signal) => {
    const given = await readRuleset(options.ruleset);
    const source = await prepareInput(io, 'source', options.source, folder, signal);
    const target = await prepareInput(io, 'target', options.target, folder, signal);
    const { explainRecord } = await import('@reconcyl/engine');
    const workDir = join(folder, 'explain');
    await mkdir(workDir);
    const request = { source, target, ruleset: given?.ruleset, key: options.key, workDir, signal };
    const story = await explainRecord({ ...request, record });
    if (options.json) io.stdout.write(`${JSON.stringify(story, null, 4)}\n`);
    else writeStory(io, story);
    return story.records.length > 0 ? exitCodes.agree : exitCodes.couldNotRun;
  });
}
