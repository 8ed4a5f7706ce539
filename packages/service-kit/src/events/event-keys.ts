import { type ObjectReference, objectKeys, type ReconcylEvent, resultRoles } from '@reconcyl/contracts';

/**
 * Events are not trusted with paths: every object key in one must be the key that is computed from its tenant, id, attempt and
 * role. Gives the first role whose key is another, or undefined when all are right.
 */
export function wrongKeyOf(event: ReconcylEvent): string | undefined {
  return Object.entries(expectedKeys(event)).find(([, { found, expected }]) => found.key !== expected)?.[0];
}

type Expected = Record<string, { readonly found: ObjectReference; readonly expected: string }>;

function expectedKeys(event: ReconcylEvent): Expected {
  const { tenant, subject: id, attempt } = event;
  switch (event.type) {
    case 'reconcyl.reconciliation.requested.v1':
      return { request: { found: event.data.request, expected: objectKeys.request(tenant, id) } };
    case 'reconcyl.files.normalized.v1':
      return { plan: { found: event.data.plan, expected: objectKeys.plan(tenant, id, attempt) } };
    case 'reconcyl.files.reconciled.v1':
      return Object.fromEntries(
        resultRoles.flatMap((role) => {
          const found = event.data.result[role];
          if (found === undefined) return [];
          return [[role, { found, expected: objectKeys.result(tenant, id, attempt, role, found.sha256) }]];
        }),
      );
    case 'reconcyl.report.rendered.v1':
    case 'reconcyl.reconciliation.completed.v1':
    case 'reconcyl.reconciliation.failed.v1':
      return { outcome: { found: event.data.outcome, expected: objectKeys.outcome(tenant, id, attempt) } };
    case 'reconcyl.stage.started.v1':
    case 'reconcyl.notification.sent.v1':
    case 'reconcyl.reconciliation.deleted.v1':
      return {};
  }
}
