import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { ReconcylError, type Ruleset } from '@reconcyl/contracts';

/** Far above what a ruleset may have: only keeps a file that is no ruleset from being read whole. */
const maxBytes = 1_000_000;

export interface GivenRuleset {
  readonly ruleset: Ruleset;
  /** What the summary says of it. */
  readonly rulesetStamp: { readonly name?: string; readonly version: number; readonly sha256: string };
}

/** Reads a ruleset file. Throws RECON_RULESET_INVALID with every problem, or RECON_FILE_NOT_READABLE. */
export async function readRuleset(path: string | undefined): Promise<GivenRuleset | undefined> {
  if (path === undefined) return undefined;
  const text = await readRulesetText(path);
  const { parseRuleset } = await import('@reconcyl/engine/ruleset');
  const ruleset = parseRuleset(text);
  const { name, version } = ruleset;
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { ruleset, rulesetStamp: { ...(name === undefined ? {} : { name }), version, sha256 } };
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
