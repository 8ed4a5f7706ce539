import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { spawnNode } from './spawn-node.ts';

export const root = join(import.meta.dirname, '../../..');

export interface CommandResult {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Starts the `reconcyl` command as a process of its own. The caller waits for its end. */
export function start(args: readonly string[], options: CommandOptions = {}): ChildProcess {
  return spawnNode([join(root, 'packages/cli/bin/reconcyl.js'), ...args], {
    cwd: options.cwd ?? root,
    env: { NO_COLOR: '1', ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

/** Runs a command to its end. */
export function reconcyl(args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const child = start(args, options);
  // The command may end without having read what is sent to it.
  child.stdin?.on('error', () => {}).end(options.input ?? '');
  return finished(child);
}

export async function finished(child: ChildProcess): Promise<CommandResult> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return { code, signal, stdout, stderr };
}
