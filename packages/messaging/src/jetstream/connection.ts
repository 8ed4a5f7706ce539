import { setTimeout as wait } from 'node:timers/promises';
import {
  type Authenticator,
  connect,
  createInbox,
  type Msg,
  type MsgHdrs,
  type NatsConnection,
  type NodeConnectionOptions,
  nkeyAuthenticator,
  tokenAuthenticator,
  usernamePasswordAuthenticator,
} from '@nats-io/transport-node';
import { ReconcylError } from '@reconcyl/contracts';
import { exponentialBackoff } from '../backoff.ts';
import { isRefusedLogin, toUnavailable } from './errors.ts';
import type { OnNotice } from './notice.ts';

export type Credentials =
  | { readonly user: string; readonly password: string }
  | { readonly token: string }
  | { readonly nkeySeed: string };

export interface ConnectionOptions {
  /** One address or several of one cluster: `nats://host:4222`, `tls://host:4222`. */
  readonly servers: string | readonly string[];
  readonly credentials?: Credentials | undefined;
  /** PEM. Given at all, a server without TLS is refused. Without `ca` those of the system count. */
  readonly tls?:
    | { readonly ca?: string | undefined; readonly cert?: string | undefined; readonly key?: string | undefined }
    | undefined;
  /** How the connection is called in the server's lists; the service, mostly. */
  readonly clientName?: string | undefined;
  /**
   * Where answers come to. One of its own for each user lets the server keep users from reading each other's answers, which are
   * messages and stored events. Default `_INBOX`.
   */
  readonly inboxPrefix?: string | undefined;
  /** How long the first connection is sought before it is an error. Default 10 s. Later ones are sought for ever. */
  readonly connectWithinMs?: number | undefined;
}

export interface Connection {
  readonly client: NatsConnection;
  /** A subject that nobody else uses, for answers. */
  readonly newInbox: () => string;
  readonly isConnected: () => boolean;
  /** Resolves when there is a connection; rejects when that takes too long, or it is closed or the signal is aborted. */
  readonly connected: (withinMs: number, signal?: AbortSignal) => Promise<void>;
  /** Sends and waits for the answer. Rejects early when the connection breaks meanwhile: then nobody knows what became of it. */
  readonly request: (
    subject: string,
    body: string | Uint8Array,
    options: { readonly withinMs: number; readonly headers?: MsgHdrs | undefined },
  ) => Promise<Msg>;
  readonly onLost: (listener: () => void) => () => void;
  readonly onBack: (listener: () => void) => () => void;
  readonly close: () => Promise<void>;
}

/** A server that hangs is taken for gone after this long without an answer, and another connection is sought. */
const pingMs = 5000;
const maxPings = 2;
/** For one try to connect. */
const dialMs = 5000;

/** Connects, and stays connected: a lost connection is sought again for ever. */
export async function openConnection(options: ConnectionOptions, onNotice: OnNotice): Promise<Connection> {
  let lostAt: number | undefined;
  /** Asked for anew whenever the client looks, so by time and not by tries: a quarter of what it is away already. */
  const untilNextTry = () => {
    lostAt ??= performance.now();
    const wholeMs = Math.min(Math.max((performance.now() - lostAt) / 4, 100), 5000);
    return Math.round(wholeMs * (0.75 + 0.25 * Math.random()));
  };
  const client = await connectWithin(options.connectWithinMs ?? 10_000, {
    ...clientOptions(options),
    reconnectDelayHandler: untilNextTry,
  });

  lostAt = undefined;
  const lost = new Set<() => void>();
  const back = new Set<() => void>();
  let isUp = true;

  async function follow(): Promise<void> {
    for await (const status of client.status()) {
      if (status.type === 'disconnect' && isUp) {
        isUp = false;
        onNotice({ kind: 'disconnected', detail: 'The connection to the message bus is lost.' });
        for (const listener of [...lost]) listener();
      } else if (status.type === 'reconnect') {
        isUp = true;
        lostAt = undefined;
        onNotice({ kind: 'reconnected', detail: 'The message bus is connected again.' });
        for (const listener of [...back]) listener();
      } else if (status.type === 'error') {
        onNotice({ kind: 'refused', detail: status.error.message });
      }
    }
    isUp = false;
    for (const listener of [...lost, ...back]) listener();
  }
  void follow();

  const listenTo = (listeners: Set<() => void>) => (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  const onLost = listenTo(lost);
  const onBack = listenTo(back);

  async function connected(withinMs: number, signal?: AbortSignal): Promise<void> {
    if (isUp) return;
    if (!client.isClosed() && signal?.aborted !== true) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, Math.min(withinMs, longestTimerMs));
      const stopHearing = onBack(resolve);
      const letGo = () => resolve();
      signal?.addEventListener('abort', letGo, { once: true });
      await promise;
      signal?.removeEventListener('abort', letGo);
      clearTimeout(timer);
      stopHearing();
    }
    if (!isUp) throw new ReconcylError('RECON_UNAVAILABLE', 'The message bus is not connected.');
  }

  async function request(
    subject: string,
    body: string | Uint8Array,
    { withinMs, headers }: { readonly withinMs: number; readonly headers?: MsgHdrs | undefined },
  ): Promise<Msg> {
    if (!isUp) throw new ReconcylError('RECON_UNAVAILABLE', 'The message bus is not connected.');
    const broken = Promise.withResolvers<never>();
    const stopHearing = onLost(() =>
      broken.reject(new ReconcylError('RECON_UNAVAILABLE', 'The connection to the message bus broke.')),
    );
    try {
      const asked = client.request(subject, body, { timeout: withinMs, ...(headers === undefined ? {} : { headers }) });
      asked.catch(() => undefined);
      return await Promise.race([asked, broken.promise]);
    } finally {
      stopHearing();
    }
  }

  return {
    client,
    newInbox: () => createInbox(options.inboxPrefix),
    isConnected: () => isUp,
    connected,
    request,
    onLost,
    onBack,
    async close() {
      if (client.isClosed()) return;
      // What was said last gets out, if anybody is there to hear it.
      if (isUp) await Promise.race([client.flush(), wait(1000, undefined, { ref: false })]).catch(() => undefined);
      await client.close();
    },
  };
}

const longestTimerMs = 2 ** 31 - 1;

/** A server that is not up yet is waited for; one that refuses the credentials is not. */
async function connectWithin(withinMs: number, options: NodeConnectionOptions): Promise<NatsConnection> {
  const until = performance.now() + withinMs;
  const between = exponentialBackoff({ firstMs: 100, capMs: 2000 });
  for (let tries = 1; ; tries += 1) {
    try {
      // The client keeps it for every later try: it must not be what is left of this time.
      return await connect({ ...options, timeout: dialMs });
    } catch (error) {
      const pauseMs = between(tries);
      if (isRefusedLogin(error) || performance.now() + pauseMs > until) throw toUnavailable(error);
      await wait(pauseMs);
    }
  }
}

function clientOptions(options: ConnectionOptions): NodeConnectionOptions {
  const { servers, credentials, tls, clientName, inboxPrefix } = options;
  const { ca, cert, key } = tls ?? {};
  return {
    servers: typeof servers === 'string' ? servers.split(',').map((server) => server.trim()) : [...servers],
    ...(credentials === undefined ? {} : { authenticator: authenticatorOf(credentials) }),
    ...(tls === undefined ? {} : { tls: withoutUndefined({ ca, cert, key }) }),
    ...(clientName === undefined ? {} : { name: clientName }),
    ...(inboxPrefix === undefined ? {} : { inboxPrefix }),
    reconnect: true,
    maxReconnectAttempts: -1,
    // A password may be changed on the server first and here later, or the other way round.
    ignoreAuthErrorAbort: true,
    pingInterval: pingMs,
    maxPingOut: maxPings,
    noAsyncTraces: true,
  };
}

function authenticatorOf(credentials: Credentials): Authenticator {
  if ('nkeySeed' in credentials) return nkeyAuthenticator(new TextEncoder().encode(credentials.nkeySeed.trim()));
  if ('token' in credentials) return tokenAuthenticator(credentials.token);
  return usernamePasswordAuthenticator(credentials.user, credentials.password);
}

function withoutUndefined(options: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(options).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
