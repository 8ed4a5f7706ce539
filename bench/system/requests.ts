import { createHmac } from 'node:crypto';
import type { S3Server } from '@reconcyl/testing/servers';

/** Requests that MinIO has answered so far, by their name in S3 (`putobject`, `headobject` …). */
export async function s3Requests(minio: S3Server): Promise<Map<string, number>> {
  const answer = await fetch(`${minio.url}/minio/v2/metrics/cluster`, {
    headers: { authorization: `Bearer ${token(minio)}` },
  });
  const counts = new Map<string, number>();
  for (const [, api = '', count] of (await answer.text()).matchAll(
    /^minio_s3_requests_total\{api="(\w+)".*\} (\S+)$/gm,
  )) {
    counts.set(api, Number(count));
  }
  return counts;
}

/** As `mc admin prometheus generate` makes it. */
function token({ accessKey, secretKey }: S3Server): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { exp: Math.floor(Date.now() / 1000) + 3600, sub: accessKey, iss: 'prometheus' };
  const content = `${encode({ alg: 'HS512', typ: 'JWT' })}.${encode(claims)}`;
  return `${content}.${createHmac('sha512', secretKey).update(content).digest('base64url')}`;
}
