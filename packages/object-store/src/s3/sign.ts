import type { Agent, RequestOptions } from 'node:http';
import { Client } from 'minio';
import { createAuthorizer } from './authorize.ts';
import { sha256Of } from './checksums.ts';
import type { S3Settings } from './options.ts';

const nothing = new Uint8Array();

/** A request of the bucket, or of an object in it, before it is signed. */
export interface S3Request {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  /** As it stands in the bucket, with the prefix of the store. */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Of the body, lower-case hex, where it is known already. */
  readonly sha256?: string;
}

export interface Signer {
  /** Options for `http.request`. The hash of the body is signed, so the store refuses a body that changed on its way. */
  readonly sign: (request: S3Request, agent: Agent) => RequestOptions;
  /** An address that reads an object without credentials for so many seconds. */
  readonly presignGet: (key: string, seconds: number) => Promise<string>;
}

export function createSigner(settings: S3Settings, url: URL): Signer {
  return new MinioSigner(settings, url);
}

/**
 * The client of MinIO, of which the addressing is used, and not its own requests: they cannot put under a condition, resume uploads of
 * others to the same key, know no time limits and cannot be aborted (decision 17).
 */
class MinioSigner extends Client implements Signer {
  readonly #settings: S3Settings;
  readonly #authorize: ReturnType<typeof createAuthorizer>;

  constructor(settings: S3Settings, url: URL) {
    super({
      endPoint: url.hostname.replace(/^\[|\]$/g, ''),
      useSSL: url.protocol === 'https:',
      region: settings.region,
      accessKey: settings.accessKey,
      secretKey: settings.secretKey,
      pathStyle: settings.pathStyle,
      ...(url.port === '' ? {} : { port: Number(url.port) }),
      ...(settings.sessionToken === undefined ? {} : { sessionToken: settings.sessionToken }),
    });
    this.#settings = settings;
    this.#authorize = createAuthorizer(settings);
  }

  sign(request: S3Request, agent: Agent): RequestOptions {
    const { method, key, query = {}, body, sha256 = sha256Of(body ?? nothing) } = request;
    const { bucket, region, sessionToken } = this.#settings;
    const now = new Date();
    const { protocol, host, port, path, headers } = this.getRequestOptions({
      method,
      region,
      bucketName: bucket,
      ...(key === undefined ? {} : { objectName: key }),
      query: queryOf(query),
      headers: {
        ...request.headers,
        ...(body === undefined ? {} : { 'content-length': String(body.length) }),
        ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }),
        'x-amz-date': now.toISOString().replace(/[-:]|\.\d+/g, ''),
        'x-amz-content-sha256': sha256,
      },
    });
    headers.authorization = this.#authorize({ method, path, headers }, now, sha256);
    return { protocol, method, host, port, path, headers, agent };
  }

  presignGet(key: string, seconds: number): Promise<string> {
    return this.presignedGetObject(this.#settings.bucket, key, seconds);
  }
}

function queryOf(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .map(([name, value]) => `${name}=${escaped(value)}`)
    .join('&');
}

/** As S3 wants it signed: a few characters more than encodeURIComponent escapes. */
function escaped(value: string): string {
  return encodeURIComponent(value).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
