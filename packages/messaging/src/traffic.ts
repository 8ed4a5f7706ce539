import { type EventType, eventTypes, type Lane, lanes } from '@reconcyl/contracts';

/** A durable consumer, apart from who works. */
export interface ConsumerDeclaration {
  readonly name: string;
  readonly types: readonly EventType[];
  /** Only this lane; all lanes when absent. */
  readonly lane?: Lane | undefined;
  readonly ackWaitMs: number;
}

/** What one service does on the bus: all that it needs rights for. */
export interface Traffic {
  readonly publishes: readonly EventType[];
  readonly consumes: readonly ConsumerDeclaration[];
  /** Channels of core messages, `>` for all below. */
  readonly broadcasts: readonly string[];
  readonly listens: readonly string[];
  /** Whether it asks how far consumers are behind. */
  readonly readsLag: boolean;
}

const progress = 'progress.>';
const outcome = [
  'reconcyl.report.rendered.v1',
  'reconcyl.reconciliation.completed.v1',
  'reconcyl.reconciliation.failed.v1',
] as const satisfies EventType[];

function everyLane(service: string, types: readonly EventType[], ackWaitMs: number): ConsumerDeclaration[] {
  return lanes.map((lane) => ({ name: `${service}-${lane}`, types, lane, ackWaitMs }));
}

/** A stage publishes what follows from its work, and what an attempt that it finds ended may still lack. */
function stage(service: string, type: EventType, next: readonly EventType[]): Traffic {
  return {
    publishes: ['reconcyl.stage.started.v1', ...next, ...outcome],
    consumes: everyLane(service, [type], 30_000),
    broadcasts: [progress],
    listens: [],
    readsLag: false,
  };
}

/** Who says what to whom, as data: consumers are made from it, and rights. A test holds the services to it. */
export const traffic = {
  gateway: {
    publishes: ['reconcyl.reconciliation.requested.v1', 'reconcyl.reconciliation.deleted.v1'],
    consumes: [],
    broadcasts: [],
    listens: [progress],
    readsLag: false,
  },
  normalizer: stage('normalizer', 'reconcyl.reconciliation.requested.v1', ['reconcyl.files.normalized.v1']),
  reconciler: stage('reconciler', 'reconcyl.files.normalized.v1', [
    'reconcyl.files.reconciled.v1',
    // An attempt whose plan is of another engine version begins anew.
    'reconcyl.reconciliation.requested.v1',
  ]),
  'report-renderer': stage('report-renderer', 'reconcyl.files.reconciled.v1', []),
  notifier: {
    publishes: ['reconcyl.notification.sent.v1'],
    consumes: everyLane('notifier', ['reconcyl.report.rendered.v1', 'reconcyl.reconciliation.failed.v1'], 60_000),
    broadcasts: [],
    listens: [],
    readsLag: false,
  },
  /** The sweep publishes whatever is missing. */
  status: {
    publishes: eventTypes.filter(
      (type) => type !== 'reconcyl.stage.started.v1' && type !== 'reconcyl.notification.sent.v1',
    ),
    consumes: [{ name: 'status', types: eventTypes, ackWaitMs: 30_000 }],
    broadcasts: [],
    listens: [],
    readsLag: true,
  },
} as const satisfies Record<string, Traffic>;

export type BusService = keyof typeof traffic;
export const busServices = Object.keys(traffic) as BusService[];

/** Every durable consumer of the system. */
export const allConsumers: readonly ConsumerDeclaration[] = busServices.flatMap((service) => traffic[service].consumes);
