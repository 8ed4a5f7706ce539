import { errorCatalogue, toReconcylError } from '@reconcyl/contracts';
import type { DestinationStream } from 'pino';
import { createLogger, type Logger } from './logger.ts';

/** What has to be closed again. */
export interface Closable {
  readonly close: () => Promise<unknown>;
}

/** Gives what it is given, and has it closed in the end: what was opened last is closed first. */
export type Keep = <Opened extends Closable>(opened: Opened) => Opened;

export interface RunMainOptions {
  /** Where the line about an error goes; standard output, as all lines of the log, when absent. */
  readonly destination?: DestinationStream | undefined;
  readonly exit?: ((code: number) => void) | undefined;
}

/**
 * Runs a service as a process: starts it, waits for its end and closes all that it kept, also when it could not start. What goes
 * wrong is one line of the log and the exit code 1: a coded error with what was found, anything else without its message, which may
 * hold a secret.
 */
export async function runMain(
  service: string,
  start: (keep: Keep) => Promise<void>,
  options: RunMainOptions = {},
): Promise<void> {
  const { destination, exit = (code: number) => process.exit(code) } = options;
  // The level of the settings is not known yet, and why a process ended is said at any.
  const logger = createLogger({ service, level: 'error', destination });
  const opened = new AsyncDisposableStack();
  let hasFailed = false;
  const note = (error: unknown) => {
    hasFailed = true;
    tell(logger, error);
  };
  await start((it) => opened.adopt(it, async (closable) => void (await closable.close()))).catch(note);
  await opened.disposeAsync().catch(note);
  // A process that failed must not live on through something that was left half open.
  if (hasFailed) exit(1);
}

function tell(logger: Logger, thrown: unknown): void {
  const error = toReconcylError(thrown);
  const isCoded = error === thrown || error.code !== 'RECON_INTERNAL';
  if (!isCoded) {
    logger.error({ err: thrown }, 'the service ended by an error');
    return;
  }
  logger.error({ code: error.code, advice: errorCatalogue[error.code].advice }, error.message);
}
