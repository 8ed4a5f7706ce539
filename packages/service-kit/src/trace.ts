import { randomBytes } from 'node:crypto';

/** A W3C `traceparent`, as events and requests carry it. */
const pattern = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** Begins a trace, sampled. */
export function startTrace(): string {
  return `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;
}

/** Goes on with a trace: the same trace id and flags, a span of its own. Begins one when there is none, or not a valid one. */
export function continueTrace(traceparent: string | undefined): string {
  const match = pattern.exec(traceparent ?? '');
  const [, traceId, spanId, flags] = match ?? [];
  if (traceId === undefined || /^0+$/.test(traceId) || /^0+$/.test(spanId ?? '0')) return startTrace();
  return `00-${traceId}-${randomBytes(8).toString('hex')}-${flags}`;
}

/** The trace id, for log lines. */
export function traceIdOf(traceparent: string | undefined): string | undefined {
  return pattern.exec(traceparent ?? '')?.[1];
}
