import type { ProcessesOfTests } from '../support/processes.ts';
import type { ServiceName } from '../support/service-process.ts';
import type { Work } from './work.ts';

/** What a fault is given to do its harm. */
export interface Scene {
  readonly system: ProcessesOfTests & { readonly proxies: NonNullable<ProcessesOfTests['proxies']> };
  readonly work: Work;
  /** How many reconciliations there will be. */
  readonly count: number;
  readonly random: () => number;
}

export interface Fault {
  readonly name: string;
  /** Reconciliations that run under it in CI, and what a long run multiplies. */
  readonly count: number;
  /** Does harm while the work goes on, and takes it away again. */
  readonly disturb: (scene: Scene) => Promise<Harm>;
  /** Whether work may end as failed that is not at fault: it was at hand in three deaths of its workers. */
  readonly mayFail?: boolean;
  /** Settings that it needs, all others as they are. */
  readonly needs?: (folder: string) => Promise<Needs>;
}

export interface Harm {
  /** How often, in the words of the document. */
  readonly times: string;
  /** Deaths after which nobody can tell whether a mail was taken: so many of them may come twice. */
  readonly notifierDeaths?: number;
  /** Reconciliations of its own, which must fail for what it does, and are to lie with the dead letters. */
  readonly poisoned?: readonly string[];
}

export interface Needs {
  readonly envOf: Partial<Readonly<Record<ServiceName, Readonly<Record<string, string>>>>>;
  readonly remove: () => Promise<void>;
}
