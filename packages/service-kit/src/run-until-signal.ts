import type { Logger } from './logger.ts';
import type { Service } from './service.ts';

/** The part of `process` that is used here. */
export interface SignalSource {
  readonly on: (signal: 'SIGTERM' | 'SIGINT', listener: () => void) => unknown;
  readonly off: (signal: 'SIGTERM' | 'SIGINT', listener: () => void) => unknown;
  readonly exit: (code: number) => void;
}

export interface RunOptions {
  readonly graceMs: number;
  readonly logger: Logger;
  readonly signals?: SignalSource | undefined;
  /** Called once all services take work. */
  readonly onStarted?: (() => void) | undefined;
}

/**
 * Starts the services in order and waits for SIGTERM or SIGINT; then stops them all at once within the grace period and resolves,
 * so that the caller closes what it opened and the process ends with 0. A second signal ends the process at once. When a service
 * cannot start, those that had started are stopped and the error is thrown.
 */
export async function runUntilSignal(services: readonly Service[], options: RunOptions): Promise<void> {
  const { graceMs, logger, signals = process } = options;
  const told = Promise.withResolvers<void>();
  let count = 0;
  const listener = () => {
    count += 1;
    if (count > 1) signals.exit(130);
    told.resolve();
  };
  signals.on('SIGTERM', listener);
  signals.on('SIGINT', listener);
  const started: Service[] = [];
  try {
    for (const service of services) {
      if (count > 0) break;
      started.push(service);
      await service.start();
    }
    if (count === 0) options.onStarted?.();
    await told.promise;
    logger.info({ graceMs }, 'stopping');
  } finally {
    const results = await Promise.allSettled(started.map((service) => service.stop(graceMs)));
    for (const result of results) {
      if (result.status === 'rejected') logger.error({ err: result.reason }, 'a service did not stop cleanly');
    }
    signals.off('SIGTERM', listener);
    signals.off('SIGINT', listener);
  }
  logger.info('stopped');
}
