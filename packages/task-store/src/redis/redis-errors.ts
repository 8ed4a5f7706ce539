import { ReconcylError } from '@reconcyl/contracts';
import { ReplyError } from 'ioredis';

/**
 * Words that errors of a server begin with which does not serve for now: it loads its data, is full, cannot write its file, is a
 * replica, runs a script for too long, or knows this user or the right of it not (yet).
 */
const outages =
  /^(LOADING|OOM|MISCONF|READONLY|NOREPLICAS|MASTERDOWN|BUSY|TRYAGAIN|CLUSTERDOWN|NOAUTH|WRONGPASS|NOPERM|NOPROTO)\b|^ERR The user executing the script can't /;

/**
 * RECON_UNAVAILABLE for what the server says of itself, and for every break of the connection; what else a server answers is a bug
 * and stays as it is, as do coded errors.
 */
export function toCodedError(error: unknown): unknown {
  if (error instanceof ReconcylError) return error;
  const found = withoutCommand(error);
  if (found instanceof Error && isReply(found) && !outages.test(found.message)) return found;
  return new ReconcylError('RECON_UNAVAILABLE', undefined, { cause: found });
}

const isReply = (error: Error): boolean => error instanceof ReplyError;

/** The client hangs the command with its arguments on its errors: states, and the password of a refused login. */
export function withoutCommand(error: unknown): unknown {
  if (error instanceof Error && 'command' in error) delete error.command;
  return error;
}

/** Whether the server has forgotten a script, as it does when it is started anew. */
export function isScriptUnknown(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT');
}

/** Whether the server did not answer in time. The client says it with words alone. */
export function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.message === 'Command timed out';
}
