import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** Sees to it that a server does not outlive this process, however this process ends. */
export interface Keeper {
  /** Starts a program whose process the keeper knows from its first instruction on. */
  readonly run: (command: readonly string[], options: RunOptions) => ChildProcess;
  /** To be called when that program has ended: its process id may soon be another's. */
  readonly ended: () => void;
  /** Ends the program, deletes what the keeper was told to, and resolves when all is gone. */
  readonly finish: () => Promise<void>;
}

interface RunOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** Open file that takes what it prints. */
  readonly log: number;
}

/**
 * A shell that reads process ids from a pipe until the other end of that pipe is closed, which the system does when this process
 * ends, be it by SIGKILL. Then it kills the last one and deletes what is named to it; again after a second if a last file of the
 * server came in between.
 */
const keeping = `
trap '' HUP INT TERM
server=0
while read -r line; do server=$line; done
[ "$server" -gt 0 ] && kill -KILL "$server"
rm -rf "$@" || { sleep 1; rm -rf "$@"; }
`;

/** Tells its own process id to the keeper, then becomes the server. The pipe is not left open to the server. */
const running = 'echo $$ >&3 && exec "$@" 3>&-';

/** Both are in process groups of their own: Ctrl-C reaches this process only, and the servers by it. */
export function startKeeper(deleted: readonly string[]): Keeper {
  const keeper = spawn('/bin/sh', ['-c', keeping, 'keeper', ...deleted], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  keeper.unref();
  const pipe: Writable & { unref?: () => void } = keeper.stdin;
  pipe.unref?.();
  return {
    run: (command, { env, cwd, log }) =>
      spawn('/bin/sh', ['-c', running, 'server', ...command], {
        stdio: ['ignore', log, log, pipe],
        detached: true,
        env,
        cwd,
      }),
    ended: () => void pipe.write('0\n'),
    async finish() {
      keeper.ref();
      pipe.end();
      if (keeper.exitCode === null && keeper.signalCode === null) await once(keeper, 'exit');
    },
  };
}
