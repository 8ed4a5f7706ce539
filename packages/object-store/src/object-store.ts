import type { Readable } from 'node:stream';

export interface ObjectInfo {
  readonly key: string;
  readonly sizeBytes: number;
  /** Changes with the bytes of the object; opaque. It may be the same again when the same bytes are put again. */
  readonly etag: string;
  readonly modifiedAt: Date;
}

export interface PutOptions {
  /** Write only if there is no object of this key. The one who loses gets `created: false`, and nothing is changed. */
  readonly ifAbsent?: boolean | undefined;
  /** Write only if the object still has this etag; else `created: false`. */
  readonly ifMatch?: string | undefined;
  /** Size, where it is known. */
  readonly sizeBytes?: number | undefined;
  /** More bytes than this fail the put with RECON_FILE_TOO_LARGE and leave nothing behind. */
  readonly maxBytes?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface PutResult {
  /** False when `ifAbsent` or `ifMatch` did not hold. */
  readonly created: boolean;
  readonly sizeBytes: number;
  /** SHA-256 of the bytes that were sent, lower-case hex, computed on the way. */
  readonly sha256: string;
  readonly etag: string;
}

/**
 * The port to the object store. A put is atomic and durable: after it resolves the object survives a crash, before it nobody sees it.
 * A put whose source fails or whose signal is aborted rejects and leaves nothing behind.
 * Keys are `/`-separated, made by `objectKeys` of contracts; adapters refuse a key with `..`, an empty part, NUL or a backslash.
 */
export interface ObjectStore {
  readonly put: (key: string, body: Readable | Uint8Array | string, options?: PutOptions) => Promise<PutResult>;
  /** Gives undefined when there is no such object. The caller reads or destroys the body. */
  readonly get: (
    key: string,
    options?: {
      readonly range?: { readonly start: number; readonly endInclusive?: number };
      readonly signal?: AbortSignal;
    },
  ) => Promise<{ readonly info: ObjectInfo; readonly body: Readable } | undefined>;
  readonly stat: (key: string) => Promise<ObjectInfo | undefined>;
  /** Objects below a prefix, in key order, from the first key after `after`. */
  readonly list: (
    prefix: string,
    options?: { readonly after?: string; readonly limit?: number },
  ) => AsyncIterable<ObjectInfo>;
  /** Deleting what is not there is no error. */
  readonly delete: (key: string) => Promise<void>;
  /** Deletes everything below a prefix; gives the number of objects. */
  readonly deleteAll: (prefix: string) => Promise<number>;
  /** A link that reads the object without credentials for at most 300 seconds; undefined where the adapter has none. */
  readonly presignGet: (key: string, seconds: number) => Promise<string | undefined>;
  /** New or replaced objects below a prefix, as they appear, until the signal is aborted. May miss some: a listing is the truth. */
  readonly watch: (prefix: string, signal: AbortSignal) => AsyncIterable<ObjectInfo>;
  /** Free bytes that a put may use; undefined where it cannot be known. */
  readonly freeBytes: () => Promise<number | undefined>;
  readonly ping: () => Promise<void>;
  readonly close: () => Promise<void>;
}
