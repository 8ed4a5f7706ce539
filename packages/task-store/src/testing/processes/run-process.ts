import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface RunningProcess {
  /** Resolves with the first line, from now or before, that begins with these words. */
  readonly line: (beginning: string) => Promise<string>;
  readonly lines: () => readonly string[];
  /** Ends it as a crash would, and waits until it is gone. */
  readonly kill: () => Promise<void>;
}

/** Runs a script of this folder in a process of its own, which tells what it does line by line. */
export function runProcess(script: string, ...parameters: string[]): RunningProcess {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, ['--conditions=reconcyl-source', path, ...parameters], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const gone = once(child, 'exit');
  const reader = createInterface(child.stdout);
  reader.on('line', (line) => lines.push(line));
  return {
    async line(beginning) {
      for (;;) {
        const found = lines.find((line) => line.startsWith(beginning));
        if (found !== undefined) return found;
        if (child.exitCode !== null) throw new Error(`The process ended before it said: ${beginning}`);
        await Promise.race([once(reader, 'line'), gone]);
      }
    },
    lines: () => lines,
    async kill() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await gone;
    },
  };
}
