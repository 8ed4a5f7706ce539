import { createHash } from 'node:crypto';
import type { ResultRole } from './documents.ts';
import type { ReportFormat, Stage } from './identifiers.ts';
import type { Side } from './words.ts';

/**
 * Every object key of the system, computed from (tenant, id, role) alone. No name that a user chose is part of one, but for the narrow
 * names of stored rulesets.
 * What an event says about a key is compared with these functions before it is used.
 */
export const objectKeys = {
  /** All that belongs to one reconciliation. */
  reconciliation: (tenant: string, id: string) => `${tenant}/reconciliations/${id}/`,
  /** All reconciliations of a tenant. */
  reconciliations: (tenant: string) => `${tenant}/reconciliations/`,
  /** The manifest: once it is there, the reconciliation is accepted. */
  request: (tenant: string, id: string) => `${tenant}/reconciliations/${id}/request.json`,
  input: (tenant: string, id: string, side: Side) => `${tenant}/reconciliations/${id}/inputs/${side}.csv`,
  ruleset: (tenant: string, id: string) => `${tenant}/reconciliations/${id}/inputs/ruleset.txt`,
  /** Exists from attempt 2 on: what opened the attempt. Attempt 1 is opened by the manifest. */
  attempt: (tenant: string, id: string, attempt: number) => `${tenant}/reconciliations/${id}/${attempt}/attempt.json`,
  plan: (tenant: string, id: string, attempt: number) => `${tenant}/reconciliations/${id}/${attempt}/plan.json`,
  stage: (tenant: string, id: string, attempt: number, stage: Stage) =>
    `${tenant}/reconciliations/${id}/${attempt}/${stage}/`,
  /** A stage's output under the hash of its bytes: two workers may write different bytes, `done` says which ones count. */
  data: (tenant: string, id: string, attempt: number, stage: Stage, sha256: string, extension: string) =>
    `${tenant}/reconciliations/${id}/${attempt}/${stage}/${sha256}.${extension}`,
  result: (tenant: string, id: string, attempt: number, role: ResultRole, sha256: string) =>
    `${tenant}/reconciliations/${id}/${attempt}/reconcile/${sha256}.${resultExtension(role)}`,
  done: (tenant: string, id: string, attempt: number, stage: Stage) =>
    `${tenant}/reconciliations/${id}/${attempt}/${stage}/done.json`,
  /** The n-th time that work on a stage began after a redelivery; counted in the store because a bus forgets. */
  tryMarker: (tenant: string, id: string, attempt: number, stage: Stage, n: number) =>
    `${tenant}/reconciliations/${id}/${attempt}/${stage}/tries/${n}`,
  /** The only end of an attempt. */
  outcome: (tenant: string, id: string, attempt: number) => `${tenant}/reconciliations/${id}/${attempt}/outcome.json`,
  mailIntent: (tenant: string, id: string, attempt: number) => `${tenant}/reconciliations/${id}/mail/${attempt}.intent`,
  mailSent: (tenant: string, id: string, attempt: number) => `${tenant}/reconciliations/${id}/mail/${attempt}.sent`,
  deleted: (tenant: string, id: string) => `${tenant}/reconciliations/${id}/deleted.json`,
  /** What the sweep looks at: put before the manifest, removed a while after the outcome. */
  open: (tenant: string, id: string) => `${tenant}/open/${id}`,
  openAll: (tenant: string) => `${tenant}/open/`,
  /** Who sweeps now. */
  sweepLease: (tenant: string) => `${tenant}/leases/sweep`,
  idempotencyAll: (tenant: string) => `${tenant}/idempotency/`,
  idempotency: (tenant: string, key: string) =>
    `${tenant}/idempotency/${createHash('sha256').update(key).digest('hex')}`,
  /** All stored rulesets of a tenant. */
  rulesets: (tenant: string) => `${tenant}/rulesets/`,
  /** All versions of one; a name is of letters, digits, dots, dashes and underscores. */
  rulesetVersions: (tenant: string, name: string) => `${tenant}/rulesets/${name}/`,
  /** One version, written once. Padded, so that versions are listed in their order. */
  rulesetVersion: (tenant: string, name: string, version: number) =>
    `${tenant}/rulesets/${name}/${String(version).padStart(6, '0')}.yaml`,
  /** Says that the versions before this number were deleted, so that no number is given twice. */
  rulesetDeleted: (tenant: string, name: string, version: number) =>
    `${tenant}/rulesets/${name}/${String(version).padStart(6, '0')}.deleted`,
  report: (tenant: string, id: string, attempt: number, sha256: string, format: ReportFormat) =>
    `${tenant}/reconciliations/${id}/${attempt}/render/${sha256}.${format}`,
} as const;

/** The summary is JSON, every list of a result is Parquet. */
export function resultExtension(role: ResultRole): 'json' | 'parquet' {
  return role === 'summary' ? 'json' : 'parquet';
}
