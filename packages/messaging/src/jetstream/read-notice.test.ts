import { describe, expect, it } from 'vitest';
import { readBucketNotice } from './read-notice.ts';

const notice = (...keys: string[]) =>
  JSON.stringify({
    EventName: 's3:ObjectCreated:Put',
    Key: 'reconcyl/inbox/bank/source.csv',
    Records: keys.map((key) => ({
      eventVersion: '2.0',
      eventName: 's3:ObjectCreated:Put',
      s3: { bucket: { name: 'reconcyl' }, object: { key, size: 7, eTag: 'e', sequencer: '18EA' } },
    })),
  });

describe('a notification of a bucket', () => {
  it('says which object came, with its name as it is', () => {
    expect(readBucketNotice(notice('inbox%2Fa+b%2B%C3%A4.csv'))).toEqual([
      { bucket: 'reconcyl', key: 'inbox/a b+ä.csv', change: 'reconcyl\ninbox/a b+ä.csv\n\n18EA' },
    ]);
  });

  it('may hold several, and those that are not in order are left out', () => {
    expect(readBucketNotice(notice('inbox%2Fone', 'inbox%2', '%FF', 'inbox%2Ftwo')).map(({ key }) => key)).toEqual([
      'inbox/one',
      'inbox/two',
    ]);
  });

  it.each(['', 'null', '[]', '{', '{"Records":7}', '{"Records":[null,7,{"s3":{}}]}'])('%j says nothing', (text) => {
    expect(readBucketNotice(text)).toEqual([]);
  });
});
