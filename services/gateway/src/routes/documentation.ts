import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyPluginAsync } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import * as z from 'zod';
import type { GatewayApp } from '../app.ts';

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * The OpenAPI document, generated from the schemas that validate, and its page, which needs nothing but this server. Register it
 * before the routes, because it hears of them as they are added.
 */
export async function documentation(app: GatewayApp): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Reconcyl',
        version: '1.0.0',
        description: 'Finds what is missing and what differs between two CSV files that should agree, and says why.',
      },
      servers: [{ url: '/' }],
      security: [{}, { token: [] }],
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    },
    transform: (document) => {
      const { form, textBody } = document.route.config ?? {};
      // Such bodies are read as streams, so no validator sees them whole; the document describes them all the same.
      const shown = {
        ...document.schema,
        ...(form === undefined ? {} : { consumes: ['multipart/form-data'], body: form }),
        ...(textBody === undefined
          ? {}
          : { consumes: ['application/yaml', 'application/json'], body: z.string().describe(textBody) }),
      };
      return jsonSchemaTransform({ ...document, schema: shown } as Parameters<typeof jsonSchemaTransform>[0]);
    },
  });

  await app.register(documentationPages);
}

const documentationPages: FastifyPluginAsync = async (page) => {
  page.addHook('onRoute', (route) => {
    route.config = { ...route.config, action: 'meta.read' };
  });
  await page.register(swaggerUi, { routePrefix: '/docs', staticCSP: contentSecurityPolicy });
  const hidden = { schema: { hide: true } };
  page.get('/swagger', hidden, (_request, reply) => reply.redirect('/docs/'));
  page.get('/openapi.json', hidden, (_request, reply) => reply.send(page.swagger()));
};
