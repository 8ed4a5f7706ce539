/** Addresses of one reconciliation. Made from the configured address, never from what a request calls this server. */
export function linksOf(baseUrl: string, taskId: string) {
  const self = `${baseUrl}/api/v1/reconciliations/${taskId}`;
  return {
    self,
    results: `${baseUrl}/api/v1/reconcile/results/${taskId}/`,
    events: `${self}/events`,
    report: `${self}/report`,
    breaks: `${self}/breaks`,
    rejects: `${self}/rejects`,
  };
}

export const rulesetLink = (baseUrl: string, name: string): string => `${baseUrl}/api/v1/rulesets/${name}`;
