import * as z from 'zod';

/** What a bucket says of one of its objects, as S3 writes it down. */
export interface BucketNotice {
  readonly bucket: string;
  readonly key: string;
  /** The same for two notices of one change of an object. */
  readonly change: string;
}

const recordSchema = z.object({
  s3: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({ key: z.string(), versionId: z.string().optional(), sequencer: z.string().optional() }),
  }),
});
const noticeSchema = z.object({ Records: z.array(z.unknown()).max(1000) });

/** Reads a notification of a bucket. What is none, or not in order, is left out: notices are hints, and come from outside. */
export function readBucketNotice(text: string): BucketNotice[] {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return [];
  }
  const { data: notice } = noticeSchema.safeParse(given);
  return (notice?.Records ?? []).flatMap((record): BucketNotice[] => {
    const { data } = recordSchema.safeParse(record);
    const key = decoded(data?.s3.object.key);
    if (data === undefined || key === undefined) return [];
    const { bucket, object } = data.s3;
    const change = [bucket.name, key, object.versionId ?? '', object.sequencer ?? ''].join('\n');
    return [{ bucket: bucket.name, key, change }];
  });
}

/** Keys come as in a query: percent signs, and plus for blank. */
function decoded(key: string | undefined): string | undefined {
  try {
    return key === undefined ? undefined : decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
