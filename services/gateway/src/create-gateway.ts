import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Service } from '@reconcyl/service-kit';
import { buildApp, type GatewayApp } from './app.ts';
import { bindAddress, type GatewayConfig } from './config.ts';
import type { GatewayDependencies } from './dependencies.ts';
import { readiness } from './readiness.ts';

export interface Gateway extends Service {
  /** Address of the running server on this machine, without a last slash; throws while it does not listen. */
  readonly url: () => string;
}

/** The HTTP server of the system. What it was given stays open when it stops. */
export function createGateway(dependencies: GatewayDependencies, config: GatewayConfig): Gateway {
  let app: GatewayApp | undefined;
  let stopping: Promise<void> | undefined;

  function url(): string {
    const address = app?.server.address() as AddressInfo | null | undefined;
    if (address === null || address === undefined) throw new Error('The gateway does not listen.');
    const host = ['0.0.0.0', '::'].includes(address.address) ? '127.0.0.1' : address.address;
    return `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
  }

  return {
    name: 'gateway',
    url,
    async start() {
      const host = bindAddress(config);
      app = await buildApp(dependencies, config, { baseUrl: () => config.PUBLIC_URL ?? url() });
      await app.listen({ host, port: config.PORT });
      dependencies.logger.info({ port: new URL(url()).port }, 'the gateway listens');
    },
    stop(graceMs) {
      stopping ??= app === undefined ? Promise.resolve() : close(app, graceMs);
      return stopping;
    },
    ready: () => readiness(dependencies),
  };
}

/** Lets requests in hand end within the grace period; then their connections are closed, and what they had begun is removed. */
async function close(app: GatewayApp, graceMs: number): Promise<void> {
  const closed = app.close();
  const done = new AbortController();
  const late = delay(graceMs, 'late' as const, { signal: done.signal }).catch(() => undefined);
  if ((await Promise.race([closed, late])) === 'late') app.server.closeAllConnections();
  done.abort();
  await closed;
}
