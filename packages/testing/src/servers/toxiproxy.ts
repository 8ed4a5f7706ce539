import { freePorts } from './free-ports.ts';
import type { RunningServer } from './running-server.ts';
import { type StartOptions, startServer } from './start-server.ts';

/** A server between clients and another one, which breaks their connections on demand. It forgets its proxies when it ends. */
export interface Toxiproxy extends RunningServer {
  /** Address of its HTTP API. */
  readonly url: string;
  /** A way to `upstream`, on a free port. */
  readonly proxy: (options: { readonly upstream: HostAndPort }) => Promise<FaultyProxy>;
}

export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

type Direction = 'upstream' | 'downstream';

/** A way to another server. Faults add up until they are healed; but for `reset` each concerns open connections and new ones. */
export interface FaultyProxy extends HostAndPort {
  /** The same address of a service, by this way: `redis://127.0.0.1:6379/0` with the proxy's port. */
  readonly through: (url: string) => string;
  /** Every chunk of data takes so much longer, give or take `jitterMs`; what servers send unless said otherwise. */
  readonly latency: (options: { ms: number; jitterMs?: number; direction?: Direction }) => Promise<void>;
  /** Ends open connections and refuses new ones. */
  readonly down: () => Promise<void>;
  /**
   * Resets each connection from now on (RST) at the first answer that should pass, so many milliseconds later: what was asked is
   * done, and nobody is told. With `upstream` at the first request, which is lost. Connections that are open are only closed.
   */
  readonly reset: (options?: { afterMs?: number; direction?: Direction }) => Promise<void>;
  /** Connections stay open and nothing passes: a network that swallows packets. */
  readonly silence: (options?: { direction?: Direction }) => Promise<void>;
  /** Closes a connection after so many bytes: an answer, or with `upstream` a request, that breaks off in the middle. */
  readonly cutAfter: (options: { bytes: number; direction?: Direction }) => Promise<void>;
  readonly bandwidth: (options: { kilobytesPerSecond: number; direction?: Direction }) => Promise<void>;
  /** Takes all faults away. Connections that were ended stay so. */
  readonly heal: () => Promise<void>;
  readonly remove: () => Promise<void>;
}

export async function startToxiproxy(start: StartOptions = {}): Promise<Toxiproxy> {
  const server = await startServer(
    {
      name: 'toxiproxy',
      binary: 'toxiproxy-server',
      ports: 1,
      prepare: async ({ host, ports: [port] }) => ({ args: ['-host', host, '-port', `${port}`] }),
      saysReady: /Starting HTTP server/,
      isReady: ({ host, ports }) =>
        request(`http://${host}:${ports[0]}/version`).then(
          () => true,
          () => false,
        ),
    },
    start,
  );
  const url = `http://${server.host}:${server.port}`;
  let made = 0;
  return Object.assign(server, {
    url,
    async proxy({ upstream }: { readonly upstream: HostAndPort }) {
      made += 1;
      const name = `proxy-${made}`;
      const [port = 0] = await freePorts(1);
      const listen = `${server.host}:${port}`;
      await request(`${url}/proxies`, 'POST', {
        name,
        listen,
        upstream: `${upstream.host}:${upstream.port}`,
        enabled: true,
      });
      return faultyProxy(`${url}/proxies/${name}`, { host: server.host, port });
    },
  });
}

function faultyProxy(api: string, { host, port }: HostAndPort): FaultyProxy {
  let toxics: string[] = [];
  const listen = `${host}:${port}`;

  async function add(type: string, stream: Direction, attributes: Readonly<Record<string, number>>): Promise<void> {
    const name = `${type}-${toxics.length}`;
    await request(`${api}/toxics`, 'POST', { name, type, stream, attributes });
    toxics.push(name);
  }

  return {
    host,
    port,
    through: (url) => url.replace(/^([^/]*\/\/(?:[^/]*@)?)[^/@]+/, `$1${listen}`),
    latency: ({ ms, jitterMs = 0, direction = 'downstream' }) =>
      add('latency', direction, { latency: ms, jitter: jitterMs }),
    down: () => request(api, 'POST', { listen, enabled: false }).then(() => undefined),
    reset: ({ afterMs = 0, direction = 'downstream' } = {}) => add('reset_peer', direction, { timeout: afterMs }),
    silence: ({ direction = 'downstream' } = {}) => add('timeout', direction, { timeout: 0 }),
    cutAfter: ({ bytes, direction = 'downstream' }) => add('limit_data', direction, { bytes }),
    bandwidth: ({ kilobytesPerSecond, direction = 'downstream' }) =>
      add('bandwidth', direction, { rate: kilobytesPerSecond }),
    async heal() {
      for (const name of toxics) await request(`${api}/toxics/${name}`, 'DELETE');
      toxics = [];
      await request(api, 'POST', { listen, enabled: true });
    },
    remove: () => request(api, 'DELETE').then(() => undefined),
  };
}

async function request(url: string, method = 'GET', body?: object): Promise<unknown> {
  const response = await fetch(url, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
  const text = await response.text();
  if (!response.ok) throw new Error(`toxiproxy answered ${method} ${url} with ${response.status}: ${text}`);
  return text.startsWith('{') ? JSON.parse(text) : undefined;
}
