import type {
  DoneDocument,
  EventData,
  EventOf,
  EventType,
  Lane,
  ObjectReference,
  OutcomeDocument,
  RequestDocument,
  Stage,
} from '@reconcyl/contracts';
import type { Bus } from '@reconcyl/messaging';
import type { ObjectStore } from '@reconcyl/object-store';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import type { Scratch } from '../scratch/create-scratch.ts';

/** What a stage needs from the process that runs it. The caller closes all of it, after the stage was stopped. */
export interface StageDeps {
  readonly bus: Bus;
  readonly store: ObjectStore;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly scratch: Scratch;
  /** For times that people read; ages and orders never come from it. */
  readonly clock?: (() => Date) | undefined;
  /** Delays between looks at what is away, doubling from the first to the last. Default 500 ms to 30 s. */
  readonly probeMs?: { readonly first: number; readonly last: number } | undefined;
}

/** One object that the work made, on the local disk or in memory. */
export type OutputFile = { readonly extension: string } & (
  | { readonly path: string; readonly bytes?: never }
  | { readonly bytes: Uint8Array | string; readonly path?: never }
);

export interface StageResult {
  /** Role (`summary`, `breaks`, `json` …) to what was made; each is stored under the hash of its bytes. */
  readonly outputs: Readonly<Record<string, OutputFile>>;
  /**
   * Role to a document of a fixed name such as plan.json: JSON text, written once. When another worker was first, its document is
   * the one that `done` refers to.
   */
  readonly documents?: Readonly<Record<string, { readonly key: string; readonly json: string }>> | undefined;
}

/** How work ended, when it did not throw. */
export type WorkResult =
  | ({ readonly kind: 'done' } & StageResult)
  /** Another worker can do this better, or later: not a failure of the work. */
  | { readonly kind: 'hand-back'; readonly afterMs: number; readonly reason: string }
  /** What the attempt stands on is of no use any more: the next attempt begins from the files. */
  | { readonly kind: 'restart'; readonly reason: string };

/** An event without its envelope. */
export type EventDraft = {
  [Type in EventType]: { readonly type: Type; readonly data: EventData<Type>; readonly part?: string };
}[EventType];

/** What follows when a stage's output is durable: events, or the end of the attempt (whose events follow from the outcome). */
export type NextStep =
  | { readonly kind: 'events'; readonly events: readonly EventDraft[] }
  | { readonly kind: 'outcome'; readonly outcome: OutcomeDocument };

/** What the work sees of the piece that it was given. */
export interface StageContext {
  readonly tenant: string;
  readonly taskId: string;
  readonly attempt: number;
  readonly lane: Lane;
  /** The manifest, read and checked by the loop. */
  readonly request: RequestDocument;
  /** A private folder, removed when the work has ended in whatever way. */
  readonly scratchDir: string;
  /** Aborted when the process must stop, the message was taken away, or the work's time is over. */
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Tells how far the work is; sent at most once a second, never stored. */
  readonly progress: (fraction: number, phase: string, rowsRead?: number) => void;
  /**
   * Copies an object into the scratch folder under a name that we choose, and gives its path. Size and SHA-256 must be those of
   * the reference.
   */
  readonly download: (reference: ObjectReference, name: string) => Promise<string>;
}

/** What `next` may use: no scratch folder, since it may run long after the work, in another process. */
export interface NextContext {
  readonly tenant: string;
  readonly taskId: string;
  readonly attempt: number;
  readonly lane: Lane;
  readonly request: RequestDocument;
  readonly store: ObjectStore;
  readonly clock: () => Date;
}

/** A stage: what it listens to, how long it may take, the work, and what follows from it. */
export interface StageDefinition<Type extends EventType> {
  /** Name of the service; its consumers are `<service>-small` and `<service>-large`. */
  readonly service: string;
  readonly stage: Stage;
  readonly types: readonly Type[];
  readonly concurrency: Readonly<Record<Lane, number>>;
  /** Hard time of one piece of work by the size of both inputs together. */
  readonly timeoutMs: (inputBytes: number) => number;
  /** Scratch that one piece of work may need; twice the inputs when absent. */
  readonly scratchBytes?: ((inputBytes: number) => number) | undefined;
  /** Without heartbeat for this long the bus gives the message to another worker. Default 30 seconds. */
  readonly ackWaitMs?: number | undefined;
  /** Throws ReconcylError for what can be told; anything else counts as a bug or an outage. */
  readonly work: (event: EventOf<Type>, context: StageContext) => Promise<WorkResult>;
  /** Depends on the stored output alone, so that it can be asked again at any time. */
  readonly next: (done: DoneDocument, event: EventOf<Type>, context: NextContext) => Promise<NextStep> | NextStep;
}
