import http, { type Agent, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { readText } from './answer-body.ts';
import { NoAnswerError, RefusedError } from './errors.ts';
import type { S3Settings } from './options.ts';
import { retrying } from './retrying.ts';
import { send } from './send.ts';
import { createSigner, type S3Request } from './sign.ts';
import { parseXml, textOf } from './xml.ts';

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** False: sent once, whatever happens. */
  readonly retry?: boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Rejects with NoAnswerError, RefusedError or the reason of the signal. */
export interface S3Connection {
  readonly settings: S3Settings;
  /** The whole answer, in memory. */
  readonly call: (request: S3Request, options?: CallOptions) => Promise<Answer>;
  /** The answer once its headers are there, for bodies that are read as a stream. */
  readonly open: (request: S3Request, options?: CallOptions) => Promise<IncomingMessage>;
  readonly presignGet: (key: string, seconds: number) => Promise<string>;
  readonly close: () => void;
}

/** Servers close connections that are idle; the shortest known do so after 5 s. */
const keepIdleMs = 4_000;

export function createConnection(settings: S3Settings): S3Connection {
  const { url, publicUrl, ca, retryForMs } = settings;
  const agent = createAgent(url, ca);
  const signer = createSigner(settings, url);
  const publicSigner = createSigner(settings, publicUrl);
  let isClosed = false;

  async function openOnce(request: S3Request, signal: AbortSignal | undefined): Promise<IncomingMessage> {
    if (isClosed) throw new NoAnswerError(new Error('The connection is closed.'), false);
    // Signed anew for each try: a signature is good for 15 minutes.
    const response = await send(signer.sign(request, agent), request.body, settings, signal);
    const status = response.statusCode ?? 0;
    if (status >= 200 && status < 300) return response;
    throw refusal(status, response.headers, await readText(response, settings, signal));
  }

  async function callOnce(request: S3Request, signal: AbortSignal | undefined): Promise<Answer> {
    const response = await openOnce(request, signal);
    const { statusCode: status = 0, headers } = response;
    const text = await readText(response, settings, signal);
    // Calls that take long begin their answer before they know how they end.
    if (parseXml(text, 'Error') !== undefined) throw refusal(status, headers, text);
    return { status, headers, text };
  }

  return {
    settings,
    open: (request, { signal, retry = true } = {}) =>
      retrying(retry ? retryForMs : 0, signal, () => openOnce(request, signal)),
    call: (request, { signal, retry = true } = {}) =>
      retrying(retry ? retryForMs : 0, signal, () => callOnce(request, signal)),
    presignGet: (key, seconds) => publicSigner.presignGet(key, seconds),
    close() {
      isClosed = true;
      agent.destroy();
    },
  };
}

function createAgent(url: URL, ca: string | undefined): Agent {
  const options = { keepAlive: true, timeout: keepIdleMs, scheduling: 'lifo' } as const;
  if (url.protocol === 'http:') return new http.Agent(options);
  return new https.Agent({ ...options, ...(ca === undefined ? {} : { ca }) });
}

function refusal(status: number, headers: IncomingHttpHeaders, text: string): RefusedError {
  // The answer to HEAD has no body; MinIO says the code in a header.
  const said = textOf(parseXml(text, 'Error'), 'Code') ?? headers['x-minio-error-code'];
  return new RefusedError(status, String(said ?? ''));
}
