import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface RunningProcess {
  /** Resolves with the first line, from now or before, that begins with these words. */
  readonly line: (beginning: string) => Promise<string>;
  readonly lines: () => readonly string[];
  /** Resolves when there is another line, or when the process has ended. */
  readonly nextLine: () => Promise<void>;
  /** Ends it as a crash would, and waits until it is gone. */
  readonly kill: () => Promise<void>;
}

/** Runs a TypeScript file in a process of its own, which tells what it does line by line on standard output. */
export function runProcess(script: URL, ...parameters: string[]): RunningProcess {
  const child = spawn(process.execPath, ['--conditions=reconcyl-source', fileURLToPath(script), ...parameters], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const gone = once(child, 'exit');
  const reader = createInterface(child.stdout);
  reader.on('line', (line) => lines.push(line));
  const nextLine = async () => void (await Promise.race([once(reader, 'line'), gone]));
  return {
    nextLine,
    async line(beginning) {
      for (;;) {
        const found = lines.find((line) => line.startsWith(beginning));
        if (found !== undefined) return found;
        if (child.exitCode !== null) throw new Error(`The process ended before it said: ${beginning}`);
        await nextLine();
      }
    },
    lines: () => lines,
    async kill() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await gone;
    },
  };
}
