import { type DestinationStream, type Logger as PinoLogger, pino, stdTimeFunctions } from 'pino';
import type { logLevels } from './config/common-config.ts';

/** The log: lines of JSON. Fields carry event, taskId, attempt, durationMs and outcome; never a cell, an address or a path. */
export type Logger = PinoLogger;

export interface LoggerOptions {
  readonly service: string;
  readonly level: (typeof logLevels)[number];
  /** Where the lines go; standard output when absent. */
  readonly destination?: DestinationStream | undefined;
}

/** Members that must never stand in a line, however they got there. */
const redacted = ['email', 'to', 'fileName', 'ruleset', 'authorization', 'cookie', 'password', 'token'];

/** Makes the log of a service. Errors are logged by name, code and stack; the text of an uncoded error may hold anything. */
export function createLogger({ service, level, destination }: LoggerOptions): Logger {
  const options = {
    base: { service },
    level,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: describeError, error: describeError },
    redact: { paths: redacted.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '***' },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** What of an error may be logged: never the message of an error that is not coded, because libraries put cells and paths there. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { name: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const isCoded = error.name === 'ReconcylError';
  return {
    name: error.name,
    ...(code === undefined ? {} : { code }),
    ...(isCoded ? { message: error.message } : {}),
    stack: framesOf(error),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}

/** The frames alone: the head of a stack repeats the message. File names only, so that no folder of the machine is told. */
function framesOf(error: Error): string[] {
  return (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .map((line) =>
      line
        .trim()
        .replace(/\(?(?:file:\/\/)?\/[^()\s]*\/([^/()\s]+)/, '$1')
        .replace(/\)$/, ''),
    );
}
