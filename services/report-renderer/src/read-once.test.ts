import type { Break } from '@reconcyl/contracts';
import { describe, expect, it } from 'vitest';
import type { ResultReader } from './formats/result-reader.ts';
import { readerOf, sampleResult } from './formats/testing/sample-result.ts';
import { readOnce } from './read-once.ts';

/** A reader that writes down what it is asked. */
function watched(reader: ResultReader) {
  const asked: string[] = [];
  const note = <Arguments extends readonly unknown[], Answer>(name: string, ask: (...given: Arguments) => Answer) => {
    return (...given: Arguments) => {
      asked.push(name);
      return ask(...given);
    };
  };
  return {
    asked,
    reader: {
      summary: () => reader.summary(),
      eachBreak: note('breaks', reader.eachBreak),
      eachDuplicate: note('duplicates', reader.eachDuplicate),
      eachReject: note('rejects', reader.eachReject),
      eachSetAside: note('set aside', reader.eachSetAside),
      eachGroup: note('groups', reader.eachGroup),
      eachResolved: note('resolved', reader.eachResolved),
    },
  };
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  return Array.fromAsync(items);
}

const ordinals = (breaks: readonly Break[]) => breaks.map(({ ordinal }) => ordinal);

describe('a result that is read once', () => {
  const sample = sampleResult();

  it('asks for each list once, however often it is walked', async () => {
    const { asked, reader } = watched(readerOf(sample));
    const once = readOnce(reader, sample.summary);
    for (let walk = 0; walk < 2; walk += 1) {
      expect(await all(once.eachBreak())).toEqual(sample.breaks);
      expect(await all(once.eachDuplicate())).toEqual(sample.duplicates);
      expect(await all(once.eachReject())).toEqual(sample.rejects);
      expect(await all(once.eachSetAside())).toEqual(sample.setAside);
      expect(await all(once.eachGroup())).toEqual(sample.groups);
      expect(await all(once.eachResolved())).toEqual(sample.resolved);
    }
    expect(asked).toEqual(['breaks', 'duplicates', 'rejects', 'set aside', 'groups', 'resolved']);
  });

  it('gives the breaks of a kind, and as many as asked for', async () => {
    const once = readOnce(readerOf(sample), sample.summary);
    const ofKind = (kind: Break['kind']) => sample.breaks.filter((item) => item.kind === kind);
    expect(ordinals(await all(once.eachBreak({ kind: 'discrepancy' })))).toEqual(ordinals(ofKind('discrepancy')));
    expect(await all(once.eachBreak({ kind: 'discrepancy', limit: 1 }))).toEqual(ofKind('discrepancy').slice(0, 1));
    expect(await all(once.eachBreak({ limit: 3 }))).toEqual(sample.breaks.slice(0, 3));
  });

  it('does not ask for a list that the summary says is empty', async () => {
    const { asked, reader } = watched(readerOf(sample));
    const counts = { ...sample.summary.counts, duplicate_keys: 0, rejected_in_source: 0, rejected_in_target: 0 };
    const once = readOnce(reader, { counts });
    expect(await all(once.eachDuplicate())).toEqual([]);
    expect(await all(once.eachReject())).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('holds no list with too many items', async () => {
    const { asked, reader } = watched(readerOf(sample));
    const once = readOnce(reader, { counts: { ...sample.summary.counts, discrepancies: 1_000_000 } });
    for (let walk = 0; walk < 2; walk += 1) expect(await all(once.eachBreak())).toEqual(sample.breaks);
    expect(asked).toEqual(['breaks', 'breaks']);
  });

  it('holds no list with too much text, and gives all of it nevertheless', async () => {
    const long = sample.breaks.map((item) => ({ ...item, key: ['x'.repeat(5_000_000)] }));
    const { asked, reader } = watched(readerOf({ ...sample, breaks: long }));
    const once = readOnce(reader, sample.summary);
    expect(await all(once.eachBreak())).toHaveLength(long.length);
    expect(await all(once.eachBreak())).toHaveLength(long.length);
    // Once to find that it is too much.
    expect(asked).toEqual(['breaks', 'breaks', 'breaks']);
  });

  it('leaves other questions to the reader', async () => {
    const { asked, reader } = watched(readerOf(sample));
    const once = readOnce(reader, sample.summary);
    await all(once.eachBreak({ column: 'text' }));
    await all(once.eachBreak({ cause: 'value' }));
    expect(asked).toEqual(['breaks', 'breaks']);
  });
});
