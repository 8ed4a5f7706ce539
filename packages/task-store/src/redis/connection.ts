import { ReconcylError } from '@reconcyl/contracts';
import { Redis, type RedisOptions } from 'ioredis';
import { isTimeout, toCodedError, withoutCommand } from './redis-errors.ts';

export interface ConnectionOptions {
  /** redis://host:port or rediss://host:port (TLS); may hold user, password and database. */
  readonly url: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** Authorities in PEM that a server's certificate is held against instead of the system's. */
  readonly ca?: string | undefined;
  /** How long a request waits for a connection that broke just now, or that was never made. Default 1 s. */
  readonly waitMs?: number | undefined;
  /** How long a request waits for its answer. Default 2 s. */
  readonly answerMs?: number | undefined;
  /** How often a silent connection is tried, as some break without a sign. Default 10 s. */
  readonly heartbeatMs?: number | undefined;
}

export interface Connection {
  /** Does something with the client. Rejects with RECON_UNAVAILABLE when the server is away or does not answer in time. */
  readonly use: <Result>(work: (redis: Redis) => Promise<Result>) => Promise<Result>;
  /** Calls back each time that the connection stands. To be called before anything is awaited. */
  readonly onReady: (work: () => void) => void;
  /** Calls back with each message of the channels that this connection has subscribed to. */
  readonly onMessage: (work: (message: string) => void) => void;
  readonly close: () => void;
}

const longestRetryMs = 2000;

/**
 * A connection that is made again for ever. While it is away, a request waits for it only in the first moment (`waitMs` after it
 * broke) and is refused at once from then on: nothing queues up, and who has another way to an answer takes it. A server that
 * accepts and does not answer counts as away.
 */
export function openConnection(options: ConnectionOptions): Connection {
  const { url, username, password, ca, waitMs = 1000, answerMs = 2000, heartbeatMs = 10_000 } = options;
  const { address, isSecure } = addressOf(url, { username, password });
  const settings = {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(isSecure && ca !== undefined ? { tls: { ca } } : {}),
    connectTimeout: answerMs,
    commandTimeout: answerMs,
    // A frozen server does not close its side.
    disconnectTimeout: 100,
    retryStrategy: (attempt: number) =>
      Math.min(longestRetryMs, 50 * 2 ** Math.min(attempt - 1, 10)) * (0.5 + Math.random() / 2),
    // Requests that were sent may have been done: who asked decides whether to ask again.
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    autoResubscribe: false,
    // Redis 7.0 does not know it, and no user needs the right to it.
    disableClientInfo: true,
    // A replica where the primary was: the name of the server points elsewhere by now.
    reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
  } satisfies RedisOptions;
  const redis = new Redis(address, settings);
  let isClosed = false;
  let lastError: unknown;
  /** Until then requests wait; afterwards they are refused at once. */
  let waitUntil = performance.now() + waitMs;
  let standing = Promise.withResolvers<void>();
  let isStanding = false;
  let isGivenUp = false;

  redis.on('error', (error) => {
    lastError = withoutCommand(error);
  });
  redis.on('ready', () => {
    isStanding = true;
    isGivenUp = false;
    lastError = undefined;
    standing.resolve();
  });
  redis.on('close', () => {
    if (!isStanding) return;
    isStanding = false;
    standing = Promise.withResolvers();
    waitUntil = performance.now() + waitMs;
  });
  // Where no connection can even be tried, the client gives up.
  redis.on('end', () => {
    if (!isClosed) setTimeout(() => redis.connect().catch(() => undefined), longestRetryMs).unref();
  });

  function away(): ReconcylError {
    const detail = isClosed ? 'The connection is closed.' : undefined;
    return new ReconcylError('RECON_UNAVAILABLE', detail, { cause: lastError });
  }

  async function untilStanding(): Promise<void> {
    const deadline = Math.min(waitUntil, performance.now() + waitMs);
    while (!isClosed && redis.status !== 'ready') {
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) break;
      await withinTime(standing.promise, leftMs);
    }
    if (isClosed || redis.status !== 'ready') throw away();
  }

  async function use<Result>(work: (client: Redis) => Promise<Result>): Promise<Result> {
    await untilStanding();
    try {
      return await work(redis);
    } catch (error) {
      // Also what was sent before this request gets no answer; a new connection finds out whether there is a server.
      if (isTimeout(error)) giveUp();
      throw toCodedError(error);
    }
  }

  /** Breaks the connection, once: all requests that wait on it are refused. */
  function giveUp(): void {
    if (isGivenUp || redis.status !== 'ready') return;
    isGivenUp = true;
    redis.disconnect(true);
  }

  const heartbeat = setInterval(() => {
    if (redis.status === 'ready') use((client) => client.ping()).catch(() => undefined);
  }, heartbeatMs);
  heartbeat.unref();

  return {
    use,
    onReady: (work) => void redis.on('ready', work),
    onMessage: (work) => void redis.on('message', (_channel: string, message: string) => work(message)),
    close: () => {
      if (isClosed) return;
      isClosed = true;
      clearInterval(heartbeat);
      standing.resolve();
      redis.disconnect();
    },
  };
}

async function withinTime(promise: Promise<void>, ms: number): Promise<void> {
  const over = Promise.withResolvers<void>();
  const timer = setTimeout(over.resolve, ms);
  await Promise.race([promise, over.promise]);
  clearTimeout(timer);
}

/** The address, with user and password only where they are not given apart. Throws RECON_USAGE, without the address. */
function addressOf(
  url: string,
  { username, password }: { username: string | undefined; password: string | undefined },
) {
  const address = URL.parse(url);
  if (address === null || !['redis:', 'rediss:'].includes(address.protocol)) {
    throw new ReconcylError('RECON_USAGE', 'The address of Redis begins with redis:// or rediss://.');
  }
  if (username !== undefined) address.username = '';
  if (password !== undefined) address.password = '';
  return { address: address.href, isSecure: address.protocol === 'rediss:' };
}
