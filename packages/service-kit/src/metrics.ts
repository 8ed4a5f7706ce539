import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from '@prometheus-io/client';
import type { ConsumerLag } from '@reconcyl/messaging';

/** How a piece of work ended. */
export type WorkOutcome = 'done' | 'skipped' | 'failed' | 'retried' | 'rejected';

export interface Metrics {
  readonly registry: Registry;
  readonly contentType: string;
  /** One piece of work of a stage or consumer ended. */
  readonly worked: (labels: { stage: string; lane: string; outcome: WorkOutcome }, seconds: number) => void;
  readonly retried: (stage: string, reason: string) => void;
  readonly deadLettered: (stage: string, reason: string) => void;
  /** Whether a stage has stopped taking work because something that it needs is away. */
  readonly outage: (stage: string, isOut: boolean) => void;
  readonly lag: (consumers: readonly ConsumerLag[]) => void;
  /** A request was answered. `route` is the pattern, never the path, and `status` a class such as `2xx`. */
  readonly answered: (labels: { method: string; route: string; status: string }, seconds: number) => void;
  /** The text that Prometheus reads. */
  readonly text: () => Promise<string>;
}

/** The measures of one process. Labels hold stages, lanes and codes: never an id, so their number stays small. */
export function createMetrics(service: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: 'reconcyl_stage_duration_seconds',
    help: 'Time from taking a message to settling it',
    labelNames: ['stage', 'lane', 'outcome'],
    buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3000],
    registers,
  });
  const retries = new Counter({
    name: 'reconcyl_retries_total',
    help: 'Messages that were given back to be tried again',
    labelNames: ['stage', 'reason'],
    registers,
  });
  const dead = new Counter({
    name: 'reconcyl_dead_letters_total',
    help: 'Messages that were given up',
    labelNames: ['stage', 'reason'],
    registers,
  });
  const outages = new Gauge({
    name: 'reconcyl_outage',
    help: '1 while a stage takes no work because something that it needs is away',
    labelNames: ['stage'],
    registers,
  });
  const waiting = new Gauge({
    name: 'reconcyl_consumer_waiting',
    help: 'Messages that wait to be taken',
    labelNames: ['consumer'],
    registers,
  });
  const inFlight = new Gauge({
    name: 'reconcyl_consumer_in_flight',
    help: 'Messages that were taken and are not settled',
    labelNames: ['consumer'],
    registers,
  });
  const oldest = new Gauge({
    name: 'reconcyl_consumer_oldest_seconds',
    help: 'Age of the oldest message that is not settled',
    labelNames: ['consumer'],
    registers,
  });
  const requests = new Histogram({
    name: 'reconcyl_http_request_duration_seconds',
    help: 'Time from the head of a request to the end of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000],
    registers,
  });
  return {
    registry,
    contentType: registry.contentType,
    worked: (labels, seconds) => duration.observe(labels, seconds),
    retried: (stage, reason) => retries.inc({ stage, reason }),
    deadLettered: (stage, reason) => dead.inc({ stage, reason }),
    outage: (stage, isOut) => outages.set({ stage }, isOut ? 1 : 0),
    lag: (consumers) => {
      for (const { consumer, ...found } of consumers) {
        waiting.set({ consumer }, found.waiting);
        inFlight.set({ consumer }, found.inFlight);
        oldest.set({ consumer }, found.oldestAgeMs / 1000);
      }
    },
    answered: (labels, seconds) => requests.observe(labels, seconds),
    text: () => registry.metrics(),
  };
}
