import { readFile, stat } from 'node:fs/promises';
import { ReconcylError, type Ruleset } from '@reconcyl/contracts';
import type { FileInput } from '@reconcyl/engine';

/** Far above what a ruleset may have: only keeps a file that is no ruleset from being read whole. */
const maxBytes = 1_000_000;

export interface GivenRuleset {
  readonly ruleset: Ruleset;
}

/** The files that the ruleset is for; where it is wrong, its names are held against them in the same round. */
export interface FilesOfRuleset {
  readonly source: FileInput;
  readonly target: FileInput;
  readonly workDir: string;
  readonly signal: AbortSignal;
}

/** Reads a ruleset file. Throws RECON_RULESET_INVALID with every problem, or RECON_FILE_NOT_READABLE. */
export async function readRuleset(path: string | undefined, files?: FilesOfRuleset): Promise<GivenRuleset | undefined> {
  if (path === undefined) return undefined;
  const text = await readRulesetText(path);
  const { parseRuleset } = await import('@reconcyl/engine/ruleset');
  try {
    return { ruleset: parseRuleset(text) };
  } catch (error) {
    if (files !== undefined && error instanceof ReconcylError && error.code === 'RECON_RULESET_INVALID') {
      const { source, target, ...options } = files;
      const { checkRulesetText } = await import('@reconcyl/engine');
      await checkRulesetText({ text, files: { source, target }, ...options });
    }
    throw error;
  }
}

export async function readRulesetText(path: string): Promise<string> {
  try {
    if ((await stat(path)).size > maxBytes) throw new ReconcylError('RECON_RULESET_TOO_LARGE');
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof ReconcylError) throw error;
    const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const detail = `The ruleset ${path} ${isAbsent ? 'does not exist' : 'cannot be opened'}.`;
    throw new ReconcylError('RECON_FILE_NOT_READABLE', detail, { cause: error });
  }
}
