import type { IncomingMessage, ServerResponse } from 'node:http';
import multipart from '@fastify/multipart';
import { errorCatalogue, ReconcylError } from '@reconcyl/contracts';
import Fastify, { type FastifyInstance, type FastifyRequest, type RawServerDefault, type RouteOptions } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type * as z from 'zod';
import type { GatewayConfig } from './config.ts';
import { createContext } from './context.ts';
import type { GatewayDependencies } from './dependencies.ts';
import { toCodedError } from './http/coded-error.ts';
import { type ErrorStyle, sendError } from './http/send-error.ts';
import { createProgressWatch } from './lookup/progress-watch.ts';
import { createResultCache } from './results/result-cache.ts';
import { breaksRoutes } from './routes/breaks.ts';
import { documentation } from './routes/documentation.ts';
import { eventsRoutes } from './routes/events.ts';
import { inspectRoutes } from './routes/inspect.ts';
import { operationRoutes } from './routes/operations.ts';
import { reconciliationRoutes } from './routes/reconciliations.ts';
import { resultsRoutes } from './routes/results.ts';
import { rulesetRoutes } from './routes/rulesets.ts';
import { uploadRoutes } from './routes/upload.ts';
import type { Action, Principal } from './security/authorize.ts';
import { guard } from './security/guard.ts';
import { multipartLimits } from './upload/receive-upload.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Every route with its action; complete once the application is ready. */
    declaredRoutes: () => DeclaredRoute[];
    /** How many uploads are being received. */
    uploadsInHand: () => number;
    eventStreamsOpen: () => number;
  }
  interface FastifyRequest {
    /** Who asks, known once the request was let in; every key and query begins with its tenant. */
    principal: Principal;
  }
  interface FastifyContextConfig {
    /** What the route does; without one it is not registered. */
    action?: Action;
    /** How the route tells errors; problem documents when absent. */
    errors?: ErrorStyle;
    /** The multipart form that the route reads as a stream. */
    form?: z.ZodType;
    /** What the body is, where the route reads it as text of any type. */
    textBody?: string;
    /** Answers whatever the Host header says, for probes that ask an address. */
    anyHost?: boolean;
  }
}

export type GatewayApp = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyInstance['log'],
  ZodTypeProvider
>;

export interface AppOptions {
  /** Start of every link; see GatewayContext. */
  readonly baseUrl?: (() => string) | undefined;
}

/** A route and the action that it declares. */
export interface DeclaredRoute {
  readonly method: string;
  readonly url: string;
  readonly action: Action | undefined;
}

/** Builds the HTTP interface apart from a server. The caller closes it; what it was given stays open. */
export async function buildApp(
  dependencies: GatewayDependencies,
  config: GatewayConfig,
  options: AppOptions = {},
): Promise<GatewayApp> {
  const closing = new AbortController();
  const context = createContext(dependencies, config, {
    baseUrl: options.baseUrl ?? (() => config.PUBLIC_URL ?? `http://127.0.0.1:${config.PORT}`),
    closing: closing.signal,
  });
  const fail = (request: FastifyRequest, thrown: unknown) => {
    const error = toCodedError(thrown);
    if (errorCatalogue[error.code].status >= 500) {
      dependencies.logger.error({ route: request.routeOptions.url, code: error.code, err: error }, 'a request failed');
    }
    return error;
  };

  const app: GatewayApp = Fastify({
    logger: false,
    // Uploads take as long as they take, so requests have no total time; headers, idle sockets and the rate of uploads are bounded.
    requestTimeout: 0,
    connectionTimeout: 300_000,
    keepAliveTimeout: 72_000,
    bodyLimit: 64 * 1024,
    forceCloseConnections: 'idle',
    http: { headersTimeout: 30_000, maxHeaderSize: 16 * 1024 },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 100 },
    frameworkErrors: (error, request, reply) => sendError(request, reply as never, fail(request, error)),
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler((error, request, reply) => sendError(request, reply as never, fail(request, error)));
  app.setNotFoundHandler((request, reply) =>
    sendError(request, reply as never, new ReconcylError('RECON_ROUTE_NOT_FOUND')),
  );
  app.addHook('preClose', async () => closing.abort());
  app.addHook('onSend', async (_request, reply) => {
    // A connection that is kept alive would hold the shutdown up.
    if (closing.signal.aborted) reply.header('connection', 'close');
  });

  const routes: RouteOptions[] = [];
  app.addHook('onRoute', (route) => void routes.push(route));
  app.decorate('declaredRoutes', () =>
    routes.flatMap(({ method, url, config: route }) =>
      [method].flat().map((one) => ({ method: one, url, action: route?.action })),
    ),
  );
  app.addHook('onResponse', async (request, reply) => {
    const { method } = request;
    const { statusCode: status, elapsedTime } = reply;
    const route = request.routeOptions.url ?? 'none';
    dependencies.logger.debug({ method, route, status, durationMs: Math.round(elapsedTime) }, 'answered');
    dependencies.metrics.answered({ method, route, status: `${Math.floor(status / 100)}xx` }, elapsedTime / 1000);
  });
  app.decorate('uploadsInHand', context.uploads.taken);
  app.decorate('eventStreamsOpen', context.eventStreams.taken);
  guard(app, config);
  await documentation(app);
  app.addHook('onRoute', ({ config: route, method, url }) => {
    if (route?.action === undefined) throw new Error(`${String(method)} ${url} declares no action.`);
  });
  // Only forms are read; the body of anything else stays unread.
  app.removeAllContentTypeParsers();
  await app.register(multipart, { limits: multipartLimits, throwFileSizeLimit: false });
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));

  const progress = createProgressWatch(dependencies.bus, closing.signal);
  const cache = createResultCache({
    store: dependencies.store,
    scratch: dependencies.scratch,
    maxBytes: config.RESULT_CACHE_BYTES,
  });
  app.addHook('onClose', () => cache.close());
  uploadRoutes(app, context);
  resultsRoutes(app, context, progress);
  reconciliationRoutes(app, context, progress);
  breaksRoutes(app, context, cache);
  eventsRoutes(app, context);
  inspectRoutes(app, context);
  rulesetRoutes(app, context);
  operationRoutes(app, context);
  return app;
}
