import { ReconcylError } from '@reconcyl/contracts';

/** What a route does. Every route declares one; see the hook in authenticate.ts. */
export type Action =
  | 'meta.read'
  | 'metrics.read'
  | 'files.inspect'
  | 'ruleset.list'
  | 'ruleset.read'
  | 'ruleset.write'
  | 'ruleset.delete'
  | 'reconciliation.create'
  | 'reconciliation.list'
  | 'reconciliation.read'
  | 'reconciliation.retry'
  | 'reconciliation.delete';

/** Who asks. Without a token configured everyone who can reach the server is `local`. */
export interface Principal {
  readonly kind: 'anonymous' | 'local' | 'token';
  readonly tenant: string;
}

/** Lets the request pass or throws: RECON_UNAUTHORIZED for one who did not say who it is, RECON_FORBIDDEN for a foreign tenant. */
export function authorize(principal: Principal, action: Action, tenant: string, _id: string | undefined): void {
  if (action === 'meta.read') return;
  if (principal.kind === 'anonymous') throw new ReconcylError('RECON_UNAUTHORIZED');
  if (principal.tenant !== tenant) throw new ReconcylError('RECON_FORBIDDEN');
}
