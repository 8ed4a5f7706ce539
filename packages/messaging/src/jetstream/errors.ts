import { JetStreamApiCodes, JetStreamApiError } from '@nats-io/jetstream';
import { errors } from '@nats-io/transport-node';
import { ReconcylError } from '@reconcyl/contracts';

/** Nobody answers on a subject: no stream takes it, the consumer is not there, or JetStream is not up yet. */
export function isNobodyThere(error: unknown): boolean {
  if (error instanceof errors.NoRespondersError) return true;
  if (error instanceof errors.RequestError && error.isNoResponders()) return true;
  return error instanceof Error && error.name === 'JetStreamNotEnabled';
}

/** The server has no such stream or consumer. */
export function isNotFound(error: unknown): boolean {
  if (!(error instanceof JetStreamApiError)) return false;
  return error.code === JetStreamApiCodes.StreamNotFound || error.code === JetStreamApiCodes.ConsumerNotFound;
}

/** "stream message delete failed": also where there is nothing to delete, which only the words tell. */
const deleteFailed = 10057;

/** The server has no such message, or has it no more. */
export function isNoMessage(error: unknown): boolean {
  if (!(error instanceof JetStreamApiError)) return false;
  if (error.code === deleteFailed) return /no message found|deleted message/.test(error.message);
  return error.code === JetStreamApiCodes.NoMessageFound;
}

/** The user may not publish or subscribe there. */
export function isForbidden(error: unknown): boolean {
  if (error instanceof errors.PermissionViolationError) return true;
  return error instanceof Error && error.cause instanceof errors.PermissionViolationError;
}

/** User, password, token or key are not those of the server. */
export function isRefusedLogin(error: unknown): boolean {
  return error instanceof errors.AuthorizationError || error instanceof errors.UserAuthenticationExpiredError;
}

/** What a caller of the port gets: all of it means that the bus is away, and is worth another try. */
export function toUnavailable(error: unknown): ReconcylError {
  if (error instanceof ReconcylError) return error;
  return new ReconcylError('RECON_UNAVAILABLE', detailOf(error), { cause: error });
}

function detailOf(error: unknown): string {
  if (isForbidden(error)) return 'The message bus does not allow it to this user.';
  if (isRefusedLogin(error)) return 'The message bus does not take these credentials.';
  if (isNotFound(error) || isNobodyThere(error)) return 'The message bus has no such stream or consumer.';
  if (error instanceof JetStreamApiError) return `The message bus refuses it: ${error.message}.`;
  return 'The message bus does not answer.';
}
