import { type ErrorCode, type Problem, ReconcylError, toReconcylError } from '@reconcyl/contracts';

/** A coded error on its way from a child process: what may be shown, and where the cause arose, without what it said. */
export interface PortableError {
  readonly code: ErrorCode;
  readonly detail: string | undefined;
  readonly problems: readonly Problem[];
  /** Name and stack frames of the cause. Its message stays behind: it may hold cells. */
  readonly cause: { readonly name: string; readonly frames: string } | undefined;
}

export function toPortableError(error: unknown): PortableError {
  const { code, detail, problems, cause } = toReconcylError(error);
  return {
    code,
    detail,
    problems,
    cause: cause instanceof Error ? { name: cause.name, frames: frames(cause) } : undefined,
  };
}

export function fromPortableError({ code, detail, problems, cause }: PortableError): ReconcylError {
  return new ReconcylError(code, detail, { problems, ...(cause === undefined ? {} : { cause: asError(cause) }) });
}

function asError({ name, frames }: { readonly name: string; readonly frames: string }): Error {
  const error = new Error('in a child process');
  error.name = name;
  error.stack = `${name}: in a child process\n${frames}`;
  return error;
}

/** The last lines of a stack; a message may have lines that only look like frames, so they are counted from the end. */
function frames({ stack = '', message }: Error): string {
  const start = stack.indexOf(message);
  const rest = start === -1 ? '' : stack.slice(start + message.length);
  return rest
    .split('\n')
    .filter((line) => /^ {4}at /.test(line))
    .join('\n');
}
