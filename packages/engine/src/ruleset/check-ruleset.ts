import { mkdir } from 'node:fs/promises';
import { ReconcylError, type Ruleset } from '@reconcyl/contracts';
import { surveyFile } from '../reading/index.ts';
import type { FileInput } from '../types.ts';
import { expressionProblems } from './expression-problems.ts';
import { type Headers, nameProblems } from './name-problems.ts';
import { optionProblems } from './option-problems.ts';
import { type ReadRuleset, readRuleset } from './parse-ruleset.ts';
import { rulesetError } from './problem-list.ts';

export interface CheckOptions {
  /** A private folder, created when it is not there; the caller removes it. */
  readonly workDir: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Holds a ruleset against the headers of both files, and throws with all problems at once: RECON_KEY_COLUMN_UNKNOWN when only key
 * columns are unknown, RECON_COLUMN_UNKNOWN when others are, RECON_RULESET_INVALID when its rules contradict each other.
 */
export async function checkRuleset(ruleset: Ruleset, headers: Headers, options: CheckOptions): Promise<void> {
  await refuse({ ruleset, problems: optionProblems(ruleset) }, headers, options);
}

export interface CheckTextRequest extends CheckOptions {
  /** YAML or JSON. */
  readonly text: string;
  /** Both files, where they are there: the names of the ruleset are held against their headers. */
  readonly files?: { readonly source: FileInput; readonly target: FileInput } | undefined;
}

/**
 * Checks the text of a ruleset in one round: its shape, its rules and, with both files, its names. Gives the ruleset, or throws
 * everything that is wrong with it. @throws also RECON_RULESET_TOO_LARGE, and the coded errors of files.
 */
export async function checkRulesetText({ text, files, ...options }: CheckTextRequest): Promise<Ruleset> {
  const read = readRuleset(text);
  // Files that are not read directly are copied there.
  await mkdir(options.workDir, { recursive: true, mode: 0o700 });
  await refuse(read, files === undefined ? undefined : await headersOf(files, read, options), options);
  return read.ruleset;
}

async function refuse(
  { ruleset, problems }: ReadRuleset,
  headers: Headers | undefined,
  options: CheckOptions,
): Promise<void> {
  const found = [
    ...problems,
    ...(headers === undefined ? [] : nameProblems(ruleset, headers)),
    ...(await expressionProblems(ruleset, options)),
  ];
  if (found.length > 0) throw rulesetError(found);
}

/** The columns of both files, read as what is right in the ruleset says. */
async function headersOf(
  files: NonNullable<CheckTextRequest['files']>,
  { ruleset, problems }: ReadRuleset,
  { workDir, signal }: CheckOptions,
): Promise<Headers | undefined> {
  const columnsOf = async (side: 'source' | 'target') => {
    // Rejected lines are no matter of the ruleset.
    const reading = await surveyFile(files[side], side, ruleset[side], { workDir, signal, maxRejects: '100%' });
    return reading.columns;
  };
  try {
    return { source: await columnsOf('source'), target: await columnsOf('target') };
  } catch (error) {
    // What is wrong with the ruleset may be why a file cannot be read: that is told first.
    if (error instanceof ReconcylError && problems.length > 0) return undefined;
    throw error;
  }
}
