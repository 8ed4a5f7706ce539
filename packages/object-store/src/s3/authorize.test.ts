import fc from 'fast-check';
import { signV4 } from 'minio/dist/esm/signing.mjs';
import { describe, expect, it } from 'vitest';
import { createAuthorizer } from './authorize.ts';
import { readOptions } from './options.ts';

const credentials = {
  accessKey: 'AKIDEXAMPLE',
  secretKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  region: 'eu-west-1',
};
const settings = readOptions({ ...credentials, url: 'http://store:9000', bucket: 'bucket' });
const sha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

describe('the authorization of a request', () => {
  it('is that of the client of MinIO, whatever is asked and whenever', () => {
    const authorize = createAuthorizer(settings);
    const { accessKey, secretKey, region } = credentials;
    const word = fc.stringMatching(/^[a-z0-9%._~ -]{0,12}$/);
    const request = fc.record({
      method: fc.constantFrom('GET', 'HEAD', 'PUT', 'POST', 'DELETE'),
      path: fc
        .tuple(word, fc.array(fc.tuple(fc.stringMatching(/^[a-z-]{1,8}$/), fc.option(word)), { maxLength: 4 }))
        .map(([path, query]) => {
          const text = query.map(([name, value]) => (value === null ? name : `${name}=${value}`)).join('&');
          return `/bucket/${path}${text === '' ? '' : `?${text}`}`;
        }),
      headers: fc
        .dictionary(fc.stringMatching(/^x-[a-z-]{1,10}$/), word)
        .map((headers) => ({ host: 'store:9000', 'content-length': '3', 'user-agent': 'any', ...headers })),
    });
    const days = fc.date({ min: new Date('2024-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(request, days, (given, now) => {
        const expected = signV4({ protocol: 'http:', ...given }, accessKey, secretKey, region, now, sha256);
        expect(authorize(given, now, sha256)).toBe(expected);
      }),
    );
  });

  it('changes with the day: a key is good for one', () => {
    const authorize = createAuthorizer(settings);
    const request = { method: 'GET', path: '/bucket/key', headers: { host: 'store:9000' } };
    const at = (moment: string) => authorize(request, new Date(moment), sha256);
    const first = at('2026-01-01T12:00:00Z');
    expect(at('2026-01-02T12:00:00Z')).not.toBe(first);
    expect(at('2026-01-01T12:00:00Z')).toBe(first);
  });
});
