import { ReconcylError } from '@reconcyl/contracts';
import type { GatewayApp } from '../app.ts';
import type { GatewayConfig } from '../config.ts';
import { createAuthenticator } from './authenticate.ts';
import { authorize } from './authorize.ts';
import { createRequestGuard } from './request-guard.ts';

/** What holds for every route: who may ask, from where, for what, and the headers of every answer. */
export function guard(app: GatewayApp, config: GatewayConfig): void {
  const authenticate = createAuthenticator(config.RECONCYL_TOKEN?.reveal());
  const requests = createRequestGuard({ publicUrl: config.PUBLIC_URL, allowedHosts: config.ALLOWED_HOSTS });
  app.decorateRequest('principal');
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'x-frame-options': 'DENY',
    });
    const { action, anyHost } = request.routeOptions.config;
    if (anyHost !== true) requests.checkHost(request.headers);
    if (!safeMethods.has(request.method)) requests.checkOrigin(request.headers);
    if (request.is404) return;
    const { id, name } = (request.params ?? {}) as { id?: string; name?: string };
    // A route without action is never registered; were it, nobody may use it.
    if (action === undefined) throw new ReconcylError('RECON_FORBIDDEN');
    request.principal = authenticate(request.headers.authorization);
    authorize(request.principal, action, request.principal.tenant, id ?? name);
  });
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);
