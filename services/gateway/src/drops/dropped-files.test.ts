import type { ObjectInfo } from '@reconcyl/object-store';
import { describe, expect, it } from 'vitest';
import { groupByName, readDroppedKey } from './dropped-files.ts';

const info = (key: string, minute = 0): ObjectInfo => ({
  key,
  sizeBytes: 10,
  etag: `etag of ${key}`,
  modifiedAt: new Date(Date.UTC(2026, 0, 1, 0, minute)),
});

describe('a key below the inbox', () => {
  it.each([
    ['inbox/bank/source.csv', 'bank', 'source'],
    ['inbox/bank/target.csv', 'bank', 'target'],
    ['inbox/Bank_2.a-b/source.csv.gz', 'Bank_2.a-b', 'source'],
    ['inbox/bank/target.csv.zst', 'bank', 'target'],
    ['inbox/bank/ruleset.yaml', 'bank', 'ruleset'],
  ])('%s is a dropped file', (key, name, role) => {
    expect(readDroppedKey('inbox/', key)).toMatchObject({ name, role });
  });

  it.each([
    'inbox/source.csv',
    'inbox/bank/SOURCE.CSV',
    'inbox/bank/source.csv.part',
    'inbox/bank/source.txt',
    'inbox/bank/deeper/source.csv',
    'inbox/bank//source.csv',
    'inbox//source.csv',
    'inbox/../source.csv',
    'inbox/.bank/source.csv',
    'inbox/ba nk/source.csv',
    'inbox/b%61nk/source.csv',
    'inbox/b+nk/source.csv',
    'inbox/bänk/source.csv',
    'inbox/bank\0/source.csv',
    'inbox/__proto__/constructor',
    `inbox/${'b'.repeat(101)}/source.csv`,
    'outbox/bank/source.csv',
    'default/reconciliations/bank/source.csv',
  ])('%j is none', (key) => {
    expect(readDroppedKey('inbox/', key)).toBeUndefined();
  });
});

describe('the files of a listing', () => {
  it('are put together by name, whatever lies between them', () => {
    const keys = ['a/source.csv', 'a-b/source.csv', 'a/notes.txt', 'a/target.csv', 'constructor/source.csv'];
    const found = groupByName(
      'inbox/',
      keys.map((key) => info(`inbox/${key}`)),
    );
    expect([...found.keys()]).toEqual(['a', 'a-b', 'constructor']);
    expect(Object.keys(found.get('a') ?? {})).toEqual(['source', 'target']);
  });

  it('count once where one is there plain and compressed: the newer one', () => {
    const listing = [
      info('inbox/a/source.csv', 2),
      info('inbox/a/source.csv.gz', 3),
      info('inbox/a/source.csv.zst', 1),
    ];
    expect(groupByName('inbox/', listing).get('a')?.source?.fileName).toBe('source.csv.gz');
  });
});
