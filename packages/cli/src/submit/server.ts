import { setTimeout } from 'node:timers/promises';
import { type ErrorCode, errorCatalogue, type Problem, ReconcylError } from '@reconcyl/contracts';

/** A Reconcyl server over HTTP. */
export interface Server {
  /** The answer of any status; rejects with RECON_UNAVAILABLE when there is none. */
  readonly request: (path: string, init?: RequestInit) => Promise<Response>;
  /** As `request`, and tries again while the server says that it is busy or cannot be reached, about half a minute. */
  readonly requestPatiently: (path: string, makeInit?: () => Promise<RequestInit>) => Promise<Response>;
}

const patientTries = 6;

/** Throws RECON_USAGE when the address is none. */
export function connect(address: string, token: string | undefined, signal: AbortSignal): Server {
  const base = parseAddress(address);
  const request: Server['request'] = async (path, init = {}) => {
    const headers = new Headers(init.headers);
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
    try {
      return await fetch(new URL(path, base), { signal, ...init, headers });
    } catch (error) {
      signal.throwIfAborted();
      throw new ReconcylError('RECON_UNAVAILABLE', `The server at ${base.origin} did not answer.`, { cause: error });
    }
  };
  return {
    request,
    requestPatiently: async (path, makeInit = async () => ({})) => {
      for (let tries = 1; ; tries++) {
        const answer = await request(path, await makeInit()).catch((error: unknown) => {
          if (tries === patientTries || signal.aborted) throw error;
          return undefined;
        });
        const isBusy =
          answer === undefined || answer.status === 503 || (answer.status === 409 && answer.headers.has('retry-after'));
        if (answer !== undefined && (!isBusy || tries === patientTries)) return answer;
        await answer?.body?.cancel();
        await setTimeout(waitMs(answer, tries), undefined, { signal });
      }
    },
  };
}

/** The coded error that an answer stands for. */
export async function errorOf(answer: Response): Promise<ReconcylError> {
  const body: unknown = await answer.json().catch(() => undefined);
  const said = isObject(body) ? body : {};
  const inner = isObject(said.error) ? said.error : said;
  if (isErrorCode(inner.code)) {
    const detail = typeof inner.detail === 'string' ? inner.detail : undefined;
    return new ReconcylError(inner.code, detail, {
      problems: Array.isArray(inner.problems) ? inner.problems.filter(isProblem) : [],
    });
  }
  const known = Object.entries(errorCatalogue).find(([, { message }]) => message === said.error);
  if (known !== undefined && isErrorCode(known[0])) return new ReconcylError(known[0]);
  return new ReconcylError('RECON_UNAVAILABLE', `The server answered with status ${answer.status}.`);
}

function waitMs(answer: Response | undefined, tries: number): number {
  const seconds = Number(answer?.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0
    ? Math.min(seconds, 60) * 1000
    : Math.min(500 * 2 ** (tries - 1), 10_000);
}

function parseAddress(address: string): URL {
  const url = URL.parse(address);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new ReconcylError('RECON_USAGE', 'The address of the server must begin with http:// or https://.');
  }
  return url;
}

function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(errorCatalogue, code);
}

function isProblem(value: unknown): value is Problem {
  return isObject(value) && typeof value.path === 'string' && typeof value.message === 'string';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
