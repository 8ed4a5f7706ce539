import Fastify from 'fastify';
import type { Metrics } from './metrics.ts';
import type { Service } from './service.ts';

export interface HealthServerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly services: readonly Service[];
  readonly metrics: Metrics;
}

export interface HealthServer {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** The routes that orchestrators and Prometheus ask, apart from a server so that tests can inject. */
export function createHealthApp({ services, metrics }: Pick<HealthServerOptions, 'services' | 'metrics'>) {
  const app = Fastify({ forceCloseConnections: true });
  app.get('/healthz', () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const found = await Promise.all(services.map(async (service) => ({ name: service.name, ...(await ask(service)) })));
    const ready = found.every((service) => service.ready);
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', services: found });
  });
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()));
  return app;
}

/** Serves /healthz (the process lives), /readyz (every service can work) and /metrics. The caller closes it. */
export async function startHealthServer(options: HealthServerOptions): Promise<HealthServer> {
  const app = createHealthApp(options);
  await app.listen({ host: options.host, port: options.port });
  const address = app.server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    close: () => app.close(),
  };
}

async function ask(service: Service) {
  try {
    return await service.ready();
  } catch {
    return { ready: false, reasons: ['the service could not tell'] };
  }
}
