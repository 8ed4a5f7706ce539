import type { Inspection, Ruleset, Side } from '@reconcyl/contracts';
import type { ResultReader } from '@reconcyl/engine/result';
import type { Bus } from '@reconcyl/messaging';
import type { ObjectStore } from '@reconcyl/object-store';
import type { Logger, Metrics, Scratch } from '@reconcyl/service-kit';
import type { TaskStore } from '@reconcyl/task-store';

/** A file to describe: under a name of ours in scratch, with the name that the client gave it for display. */
export interface DescribedFile {
  readonly side: Side;
  readonly path: string;
  readonly displayName: string;
}

export interface DescribeRequest {
  readonly files: readonly DescribedFile[];
  readonly ruleset?: Ruleset | undefined;
  readonly key?: readonly string[] | undefined;
  /** A private folder of this call; the pool creates it and removes what it made there. */
  readonly workDir: string;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
}

/** What is asked of a result: its summary and pages of its lists. */
export type PagedResult = Pick<ResultReader, 'summary' | 'breaks' | 'rejects' | 'close'>;

/** The engine's child processes: bounded in number, time and memory; RECON_BUSY when all are taken. */
export interface EnginePool {
  readonly describe: (request: DescribeRequest) => Promise<Inspection>;
  /** Opens the result whose files lie in a folder under their names of `resultFiles`. The caller closes it. */
  readonly openResult: (folder: string) => Promise<PagedResult>;
}

export interface GatewayDependencies {
  readonly store: ObjectStore;
  readonly bus: Bus;
  readonly tasks: TaskStore;
  readonly pool: EnginePool;
  /** Reads and checks a ruleset's text; throws RECON_RULESET_INVALID with every problem, or RECON_RULESET_TOO_LARGE. */
  readonly parseRuleset: (text: string) => Ruleset;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** For files that are inspected and results that are queried. The caller closes it after the gateway has stopped. */
  readonly scratch: Scratch;
  readonly clock?: (() => Date) | undefined;
}
