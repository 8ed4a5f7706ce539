import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';

/**
 * Starts a script of this repository as a process of its own. Nothing of the shell around may change what it does: it gets only what
 * a process needs to run at all, and what is given.
 */
export function spawnNode(
  scriptAndArgs: readonly string[],
  options: SpawnOptions & { readonly env: Readonly<Record<string, string>> },
): ChildProcess {
  const { PATH = '', HOME = '', TMPDIR } = process.env;
  const around = { PATH, HOME, ...(TMPDIR === undefined ? {} : { TMPDIR }) };
  const flags = ['--conditions=reconcyl-source', '--disable-warning=ExperimentalWarning'];
  return spawn(process.execPath, [...flags, ...scriptAndArgs], { ...options, env: { ...around, ...options.env } });
}
