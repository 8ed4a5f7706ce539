import { createHash, createHmac } from 'node:crypto';
import type { S3Settings } from './options.ts';

/** A request as it will be sent: the path with its query, all names of headers in lower case. */
export interface RequestToSign {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** What is written or changed by others on the way. */
const unsigned = new Set(['authorization', 'content-length', 'content-type', 'user-agent']);

/**
 * Gives the header `authorization` of requests: Signature V4, the same as that of `signV4` in the client of MinIO. That one derives the
 * key of the day anew for each request, which is four of its five HMACs; here it is derived once a day.
 */
export function createAuthorizer({ accessKey, secretKey, region }: S3Settings) {
  let derived: { readonly day: string; readonly key: Buffer } | undefined;

  function keyOf(day: string): Buffer {
    if (derived?.day !== day) {
      const key = [day, region, 's3', 'aws4_request'].reduce<Buffer>(hmac, Buffer.from(`AWS4${secretKey}`));
      derived = { day, key };
    }
    return derived.key;
  }

  return ({ method, path, headers }: RequestToSign, now: Date, sha256: string): string => {
    const moment = now.toISOString().replace(/[-:]|\.\d+/g, '');
    const day = moment.slice(0, 8);
    const scope = `${day}/${region}/s3/aws4_request`;
    const names = Object.keys(headers)
      .filter((name) => !unsigned.has(name))
      .sort();
    const values = names.map((name) => `${name}:${String(headers[name]).replace(/ +/g, ' ')}\n`);
    const [resource, query = ''] = path.split('?');
    const signed = names.join(';');
    const canonical = [method, resource, canonicalQuery(query), values.join(''), signed, sha256].join('\n');
    const toSign = ['AWS4-HMAC-SHA256', moment, scope, createHash('sha256').update(canonical).digest('hex')].join('\n');
    const signature = hmac(keyOf(day), toSign).toString('hex');
    return `AWS4-HMAC-SHA256 Credential=${accessKey}/${scope}, SignedHeaders=${signed}, Signature=${signature}`;
  };
}

function canonicalQuery(query: string): string {
  if (query === '') return '';
  const parts = query.split('&').sort();
  return parts.map((part) => (part.includes('=') ? part : `${part}=`)).join('&');
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
