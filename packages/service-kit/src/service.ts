/** Whether a service can do its work now, and if not, why (in words for operators, without addresses or secrets). */
export interface Readiness {
  readonly ready: boolean;
  readonly reasons: readonly string[];
}

/** Nothing stands in the way. */
export const isReady: Readiness = { ready: true, reasons: [] };

/** What every service gives to the process that runs it, be it alone or with the others. */
export interface Service {
  readonly name: string;
  /** Resolves when the service takes work. */
  readonly start: () => Promise<void>;
  /** Takes no new work, finishes or hands back what it has in hand within `graceMs`, and resolves. A second call is no error. */
  readonly stop: (graceMs: number) => Promise<void>;
  readonly ready: () => Promise<Readiness>;
}
