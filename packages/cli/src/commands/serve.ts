import { exitCodes, signalExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { styleFor } from '../terminal/style.ts';

export interface ServeOptions {
  readonly port: number;
  readonly data: string;
  readonly host?: string | undefined;
}

/** `reconcyl serve`: runs until it is told to stop, then finishes what it has in hand and gives 0. */
export async function serve(io: Io, options: ServeOptions): Promise<number> {
  const told = Promise.withResolvers<void>();
  let isTold = false;
  const stopListening = io.onSignal((signal) => {
    // Whatever is cut off by a second signal is done again after the next start.
    if (isTold) io.exit(signalExitCode(signal));
    isTold = true;
    told.resolve();
  });
  try {
    const { startSystem } = await import('../composition.ts');
    const system = await startSystem({
      dataFolder: options.data,
      port: options.port,
      host: options.host,
      env: io.env,
      log: (line) => io.stderr.write(line),
    });
    const style = styleFor(io, io.stdout);
    io.stdout.write(
      `Reconcyl serves ${style('bold', system.url)} (docs at ${system.url}/docs), data in ${system.dataFolder}, mail in ${system.mailFolder}.\n`,
    );
    if (system.inboxFolder !== undefined) {
      const inbox = `${system.inboxFolder}/<name>`;
      io.stdout.write(
        `Files dropped as ${inbox}/source.csv and target.csv are run too; reports come to outbox/<name> beside it.\n`,
      );
    }
    await told.promise;
    if (io.stderr.isTTY === true)
      io.stderr.write('\nStopping: work in hand is finished or kept for the next start …\n');
    await system.stop();
    return exitCodes.agree;
  } finally {
    stopListening();
  }
}
