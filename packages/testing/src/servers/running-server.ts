/** A server of a test: a process of ours on a free port of 127.0.0.1, with a data folder of its own. */
export interface RunningServer {
  readonly host: string;
  readonly port: number;
  /** The process that runs, or the last one that did. */
  readonly pid: number;
  readonly dataDir: string;
  /** What all its processes printed so far. */
  readonly log: () => string;
  readonly isRunning: () => boolean;
  /** Ends it by SIGKILL, as a crash would, and waits until it is gone. Nothing happens when it does not run. */
  readonly kill: () => Promise<void>;
  /** Ends it by SIGTERM, as a deployment would, and waits until it is gone. Nothing happens when it does not run. */
  readonly stop: () => Promise<void>;
  /** Starts it again with the same port and data; resolves when it is ready to serve. */
  readonly start: () => Promise<void>;
  /** Lets it keep its connections and answer nothing, until it is thawed. */
  readonly freeze: () => void;
  readonly thaw: () => void;
  /** Deletes its data, as the loss of its disk would. Only while it does not run. */
  readonly clear: () => Promise<void>;
  /** Ends it and deletes everything. May be called again. */
  readonly remove: () => Promise<void>;
}
