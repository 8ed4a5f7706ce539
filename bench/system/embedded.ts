import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const conditions = ['--conditions=reconcyl-source', '--disable-warning=ExperimentalWarning'];

/** The command line from the sources. */
export const reconcyl = [
  process.execPath,
  ...conditions,
  join(import.meta.dirname, '../../packages/cli/bin/reconcyl.js'),
];

/** `reconcyl serve`: all services in one process, with the embedded adapters. */
export async function startEmbedded(dataFolder: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const [node = '', ...parameters] = reconcyl;
  const child = spawn(node, [...parameters, 'serve', '--port', '0', '--data', dataFolder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const found = /http:\/\/\S+/.exec(line);
    if (found === null) continue;
    child.stdout.resume();
    return {
      url: found[0],
      stop: async () => {
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        await ended;
      },
    };
  }
  throw new Error('reconcyl serve ended before it was ready');
}
