import type { FileStory, RecordStory } from '@reconcyl/engine';
import { expect, it } from 'vitest';
import { fakeIo } from '../testing/fake-io.ts';
import { writeStory } from './write-story.ts';

const file: FileStory = {
  name: 'ledger.csv',
  encoding: { label: 'utf-8', why: 'all bytes are valid UTF-8' },
  dialect: { delimiter: ';', quote: '"', escape: 'doubled', hasHeader: true, preambleLines: 0 },
  rows: 1200,
  warnings: [{ code: 'x', message: 'Column 3 has no name.' }],
};
const story: RecordStory = {
  files: { source: file, target: { ...file, name: 'statement.csv', warnings: [] } },
  key: {
    ...{ columns: ['id'], inferred: true, wholeRow: false, asked: ['a-7'] },
    canonical: { source: ['a-7'], target: [null] },
  },
  records: [
    {
      ...{ outcome: 'differs', sourceLine: 12, targetLine: 1340 },
      columns: [
        {
          ...{ name: 'amount', targetName: 'Betrag', kind: 'decimal', isKey: false, judged: 'differs' },
          source: { raw: '1.234,50', canonical: '1234.5', reads: true },
          target: { raw: 'n/a', canonical: 'n/a', reads: false },
          ...{ cause: 'value', delta: '-1', why: 'The values are not equal.' },
        },
      ],
    },
    {
      ...{ outcome: 'missing_in_target', sourceLine: 13, targetLine: null, reason: 'duplicate' },
      nearMiss: { line: 9, key: ['a-8'], why: 'key', agreeing_cells: 2, compared_cells: 3, ambiguous: true },
      columns: [],
    },
  ],
};

function told(given: RecordStory): string {
  const io = fakeIo();
  writeStory(io, given);
  return io.stdoutText();
}

it('tells how a record was read, matched and judged', () => {
  const text = told(story);
  expect(text).toContain('source  ledger.csv  1,200 rows; utf-8 (all bytes are valid UTF-8), delimiter ;, a header\n');
  expect(text).toContain('! Column 3 has no name.');
  expect(text).toMatch(/key {2}id \(inferred\)\n {2}id +"a-7" +source "a-7" +target blank\n/);
  expect(text).toContain('✘ It differs.  source line 12, target line 1,340\n');
  expect(text).toContain('≠ amount / Betrag decimal\n');
  expect(text).toMatch(/source +"1\.234,50" +compared as "1234\.5"\n/);
  expect(text).toMatch(/target +"n\/a" +compared as "n\/a", which does not read in the kind of its column\n/);
  expect(text).toMatch(/The values are not equal\. Cause: .*, target - source -1\.\n/);
  expect(text).toContain('✘ It is missing in the target. Reason: duplicate.  source line 13\n');
  expect(text).toContain(
    'Perhaps line 9 of the target, key "a-8": its key is one edit away (2 of 3 cells agree; another one is as likely).',
  );
});

it('says so where neither file has the record', () => {
  expect(told({ ...story, records: [] })).toContain('Neither file has a record with this key.');
});
