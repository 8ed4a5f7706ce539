import * as z from 'zod';
import type { GatewayApp } from '../app.ts';
import type { GatewayContext } from '../context.ts';
import { readiness } from '../readiness.ts';

const tags = ['operations'];
const readinessSchema = z.object({ status: z.enum(['ready', 'not ready']), reasons: z.array(z.string()) });

/** What orchestrators and Prometheus ask, and a first page for people. */
export function operationRoutes(app: GatewayApp, context: GatewayContext): void {
  app.route({
    method: 'GET',
    url: '/healthz',
    config: { action: 'meta.read', anyHost: true },
    schema: { summary: 'Whether the process lives', tags, response: { 200: z.object({ status: z.literal('ok') }) } },
    handler: () => ({ status: 'ok' as const }),
  });

  app.route({
    method: 'GET',
    url: '/readyz',
    config: { action: 'meta.read', anyHost: true },
    schema: {
      summary: 'Whether uploads can be accepted',
      tags,
      response: { 200: readinessSchema, 503: readinessSchema },
    },
    handler: async (_request, reply) => {
      const { ready, reasons } = await readiness(context);
      return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', reasons: [...reasons] });
    },
  });

  app.route({
    method: 'GET',
    url: '/metrics',
    config: { action: 'metrics.read' },
    schema: { summary: 'Measures for Prometheus', tags },
    handler: async (_request, reply) => reply.type(context.metrics.contentType).send(await context.metrics.text()),
  });

  app.route({
    method: 'GET',
    url: '/',
    config: { action: 'meta.read' },
    schema: { hide: true },
    handler: (_request, reply) =>
      reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', "default-src 'none'")
        .send(
          '<!doctype html><title>Reconcyl</title><p>Reconcyl is running. <a href="/docs">How to use it over HTTP</a>',
        ),
  });
}
