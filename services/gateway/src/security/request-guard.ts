import type { IncomingHttpHeaders } from 'node:http';
import { ReconcylError } from '@reconcyl/contracts';

export interface RequestGuardOptions {
  readonly publicUrl: string | undefined;
  /** Host names beside those of this machine and of `publicUrl`. */
  readonly allowedHosts: readonly string[];
}

/**
 * Refuses what a page of another site could make a browser send to a local server: a Host that is not ours (a name rebound to
 * 127.0.0.1) and changes that come from a foreign origin.
 */
export function createRequestGuard(options: RequestGuardOptions) {
  const publicUrl = options.publicUrl === undefined ? undefined : new URL(options.publicUrl);
  const allowed = new Set([
    'localhost',
    '127.0.0.1',
    '[::1]',
    ...options.allowedHosts.map((host) => host.toLowerCase()),
  ]);
  if (publicUrl !== undefined) allowed.add(publicUrl.hostname);

  return {
    checkHost(headers: IncomingHttpHeaders): void {
      const name = hostName(headers.host);
      if (name === undefined || !allowed.has(name)) throw new ReconcylError('RECON_HOST_NOT_ALLOWED');
    },
    /** For requests that change something. Programs send neither header and pass. */
    checkOrigin(headers: IncomingHttpHeaders): void {
      if (headers['sec-fetch-site'] === 'cross-site') throw new ReconcylError('RECON_FORBIDDEN');
      const { origin } = headers;
      if (origin === undefined || origin === publicUrl?.origin) return;
      if (!URL.canParse(origin) || new URL(origin).host !== headers.host?.toLowerCase()) {
        throw new ReconcylError('RECON_FORBIDDEN');
      }
    },
  };
}

/** The name in a Host header without its port; undefined for anything that is not plainly `name[:port]`. */
function hostName(host: string | undefined): string | undefined {
  return /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i.exec(host ?? '')?.[1]?.toLowerCase();
}
