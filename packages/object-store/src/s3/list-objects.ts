import type { ObjectInfo } from '../object-store.ts';
import type { S3Connection } from './connection.ts';
import { NoAnswerError } from './errors.ts';
import { withoutQuotes } from './object-info.ts';
import { elementsOf, parseXml, textOf, type XmlElement } from './xml.ts';

/** S3 gives no more at once. */
const largestPage = 1000;
/** Asked for one only, MinIO takes the prefix for a key: where there is an object of that name, it says that there are no others. */
const smallestPage = 2;

export interface ListOptions {
  readonly after?: string | undefined;
  /** How many are wanted at once, if fewer than S3 gives. */
  readonly pageSize?: number;
  readonly signal?: AbortSignal;
}

/**
 * Pages of objects below a prefix, after a key, in the order of the store, which of all that speak S3 but SeaweedFS is that of the keys'
 * bytes. One page is held in memory. All names of the bucket are given, also those that are no keys.
 */
export async function* listPages(
  connection: S3Connection,
  prefix: string,
  { after, pageSize = largestPage, signal }: ListOptions = {},
): AsyncGenerator<readonly ObjectInfo[]> {
  const { settings } = connection;
  let continuation: string | undefined;
  do {
    const query = {
      'list-type': '2',
      'encoding-type': 'url',
      prefix: settings.prefix + prefix,
      'max-keys': String(Math.min(Math.max(pageSize, smallestPage), largestPage)),
      ...(after ? { 'start-after': settings.prefix + after } : {}),
      ...(continuation === undefined ? {} : { 'continuation-token': continuation }),
    };
    const { text } = await connection.call({ method: 'GET', query }, { signal });
    const page = parseXml(text, 'ListBucketResult');
    if (page === undefined) throw new NoAnswerError(new Error('It gave no listing.'), true);
    const isEncoded = textOf(page, 'EncodingType') === 'url';
    yield elementsOf(page, 'Contents').map((element) => toInfo(element, settings.prefix, isEncoded));
    continuation = textOf(page, 'IsTruncated') === 'true' ? textOf(page, 'NextContinuationToken') : undefined;
  } while (continuation !== undefined);
}

function toInfo(element: XmlElement, prefix: string, isEncoded: boolean): ObjectInfo {
  const name = textOf(element, 'Key') ?? '';
  const key = isEncoded ? decodeURIComponent(name.replaceAll('+', ' ')) : name;
  return {
    key: key.slice(prefix.length),
    sizeBytes: Number(textOf(element, 'Size')),
    etag: withoutQuotes(textOf(element, 'ETag') ?? ''),
    modifiedAt: new Date(textOf(element, 'LastModified') ?? Number.NaN),
  };
}
