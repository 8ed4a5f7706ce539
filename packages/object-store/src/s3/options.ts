export interface S3ObjectStoreOptions {
  /** `http(s)://host[:port]`, without a path. */
  readonly url: string;
  readonly region: string;
  /** Must be there: an adapter that may make buckets may do too much. */
  readonly bucket: string;
  /** Stands before every key in the bucket; empty, or with a slash at its end. */
  readonly prefix?: string | undefined;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly sessionToken?: string | undefined;
  /** Authorities in PEM that are trusted instead of the system's. */
  readonly ca?: string | undefined;
  /** `https://host/bucket/key` (the default) and not `https://bucket.host/key`. */
  readonly pathStyle?: boolean | undefined;
  /** Where those who follow a link reach the store, if that is not `url`. */
  readonly publicUrl?: string | undefined;
  /** Bodies are sent in parts of this size, at least 5 MiB, of which a put holds `partsAtOnce` and one more in memory. */
  readonly partSizeBytes?: number | undefined;
  readonly partsAtOnce?: number | undefined;
  readonly connectTimeoutMs?: number | undefined;
  /** How long a connection may neither take nor bring a byte that is waited for. */
  readonly idleTimeoutMs?: number | undefined;
  /** No request is begun again later than this after its first try; 0: each is sent once. */
  readonly retryForMs?: number | undefined;
  /** Pause between two listings of a watch; longer where listings take long. */
  readonly watchEveryMs?: number | undefined;
}

export type S3Settings = ReturnType<typeof readOptions>;

const mebibyte = 1024 * 1024;

/** Options with defaults. Throws a TypeError for what can never work. */
export function readOptions(options: S3ObjectStoreOptions) {
  const { prefix = '', partSizeBytes = 8 * mebibyte, partsAtOnce = 2 } = options;
  if (prefix !== '' && !prefix.endsWith('/')) throw new TypeError('A prefix has a slash at its end.');
  if (partSizeBytes < 5 * mebibyte) throw new TypeError('S3 takes no parts below 5 MiB.');
  if (partsAtOnce < 1) throw new TypeError('At least one part must be on its way.');
  return {
    url: readUrl(options.url),
    publicUrl: readUrl(options.publicUrl ?? options.url),
    region: options.region,
    bucket: options.bucket,
    prefix,
    accessKey: options.accessKey,
    secretKey: options.secretKey,
    sessionToken: options.sessionToken,
    ca: options.ca,
    pathStyle: options.pathStyle ?? true,
    partSizeBytes,
    partsAtOnce,
    connectTimeoutMs: options.connectTimeoutMs ?? 5_000,
    idleTimeoutMs: options.idleTimeoutMs ?? 30_000,
    retryForMs: options.retryForMs ?? 10_000,
    watchEveryMs: options.watchEveryMs ?? 5_000,
  };
}

/** A path would be part of what is signed, and a proxy that takes it away breaks the signature. */
function readUrl(text: string): URL {
  const url = new URL(text);
  const isPlain = url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '';
  if (!/^https?:$/.test(url.protocol) || !isPlain) {
    throw new TypeError('The address of an object store is http(s)://host:port, without path or credentials.');
  }
  return url;
}
