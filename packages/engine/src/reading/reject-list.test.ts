import { ReconcylError, type Ruleset } from '@reconcyl/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allowedRejects } from './reject-list.ts';
import { createReadingFixture, type ReadingFixture } from './testing/reading-fixture.ts';

let fixture: ReadingFixture;
beforeEach(async () => {
  fixture = await createReadingFixture();
});
afterEach(() => fixture.remove());

const anyRejects = { maxRejects: '100%' } as const;
const failureOf = async (reading: Promise<unknown>): Promise<ReconcylError> => {
  const error = await reading.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ReconcylError) return error;
  throw new Error(`no coded error but ${error}`);
};

describe('rejecting lines', () => {
  it('gives each with line, column and reason, and reads on', async () => {
    const text = 'a,b\n1,2\n3\n4,5,6\n7,"8"9\n10,"11\n12,13\n';
    const { rows, at, reading } = await fixture.careful(text, undefined, anyRejects);
    expect(rows).toEqual([
      ['1', '2'],
      ['12', '13'],
    ]);
    expect(at).toEqual([2, 7]);
    expect(reading.rejects).toEqual([
      { side: 'source', line: 3, lines: 1, reason: 'too_few_fields', text: '3' },
      { side: 'source', line: 4, lines: 1, reason: 'too_many_fields', text: '4,5,6' },
      { side: 'source', line: 5, lines: 1, column: 2, reason: 'text_after_quote', text: '7,"8"9' },
      { side: 'source', line: 6, lines: 1, column: 2, reason: 'unclosed_quote', text: '10,"11' },
    ]);
  });

  it.each([
    ['the first', 'a,b\n1,"x\n2,y\n3,z\n', { line: 2, column: 2, reason: 'unclosed_quote', text: '1,"x' }],
    ['the last', 'a,b\n2,y\n3,z\n1,"x\n', { line: 4, column: 2, reason: 'unclosed_quote', text: '1,"x' }],
    ['the last without a line end', 'a,b\n2,y\n3,z\n1', { line: 4, reason: 'too_few_fields', text: '1' }],
    [
      'the last before empty lines',
      'a,b\n2,y\n3,z\n1,2,3\n\n\n',
      { line: 4, reason: 'too_many_fields', text: '1,2,3' },
    ],
    ['the first under CR alone', 'a,b\r1,"x"y\r2,y\r3,z', { line: 2, column: 2, reason: 'text_after_quote' }],
  ])('finds a bad line that is %s', async (_, text, reject) => {
    const { rows, reading } = await fixture.careful(text);
    expect(rows).toEqual([
      ['2', 'y'],
      ['3', 'z'],
    ]);
    expect(reading.rejects).toMatchObject([reject]);
  });

  it('finds the first and the last bad line of many', async () => {
    const good = Array.from({ length: 100_000 }, (_, index) => `${index},x\n`).join('');
    const { rows, reading } = await fixture.careful(`a,b\n0\n${good}9,"`);
    expect(rows).toHaveLength(100_000);
    expect(reading.rejects).toMatchObject([
      { line: 2, reason: 'too_few_fields', text: '0' },
      { line: 100_003, column: 2, reason: 'unclosed_quote', text: '9,"' },
    ]);
  });

  it('never lets an unclosed quote swallow the lines after it', async () => {
    const good = Array.from({ length: 50_000 }, (_, index) => `${index},name ${index}`);
    const { rows, reading } = await fixture.careful(`id,name\n0,x\n1,"y\n${good.join('\n')}\n`);
    expect(rows).toHaveLength(50_001);
    expect(reading.rejects).toMatchObject([{ line: 3, lines: 1, reason: 'unclosed_quote' }]);
  });

  it('takes a quote for a stray one when closing it would join lines that are records by themselves', async () => {
    const { rows, reading } = await fixture.careful('a,b\n1,"x\n2,y\n3,z"\n4,w\n5,v\n', undefined, anyRejects);
    expect(rows).toEqual([
      ['1', 'x\n2,y\n3,z'],
      ['4', 'w'],
      ['5', 'v'],
    ]);
    expect(reading.rejects).toEqual([]);
    const ragged = await fixture.careful('a,b\n1,"x\n2,y\n3,z",4\n4,w\n5,v\n', undefined, anyRejects);
    expect(ragged.rows).toEqual([
      ['2', 'y'],
      ['4', 'w'],
      ['5', 'v'],
    ]);
    expect(ragged.reading.rejects).toMatchObject([
      { line: 2, lines: 1, reason: 'unclosed_quote' },
      { line: 4, lines: 1, reason: 'too_many_fields' },
    ]);
  });

  it('rejects a record of several lines as one when none of its lines is a record', async () => {
    const { rows, reading } = await fixture.careful('a,b\n1,2\n"x\ny"\n3,4\n', undefined, anyRejects);
    expect(rows).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
    expect(reading.rejects).toEqual([{ side: 'source', line: 3, lines: 2, reason: 'too_few_fields', text: '"x\ny"' }]);
  });

  it('does not resume in the middle of a rejected record where a further line only looks like a record', async () => {
    const { rows, reading } = await fixture.careful('a,b\n1,2\n"x\ny,""z\nw",5,6\n3,4\n', undefined, anyRejects);
    expect(rows).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
    expect(reading.rejects).toMatchObject([{ line: 3, lines: 3, reason: 'too_many_fields' }]);
  });

  it('reads a cell of 1 MB, also one of many lines, and gives up on a quote that is open for longer', {
    timeout: 60_000,
  }, async () => {
    const long = 'x'.repeat(1_048_576);
    const lines = 'y\n'.repeat(524_000);
    expect((await fixture.careful(`a,b\n1,${long}\n2,"${long}"\n3,"${lines}"\n`)).rows).toEqual([
      ['1', long],
      ['2', long],
      ['3', lines],
    ]);
    const open = await fixture.careful(`a,b\n1,"${'x,y\n'.repeat(300_000)}"\n2,z\n`);
    expect(open.reading.rejects[0]).toMatchObject({ line: 2, lines: 1, reason: 'unclosed_quote', text: '1,"x,y' });
    expect(open.rows).toHaveLength(300_000);
  });

  it('rejects a cell above 8 MB, and a line above 64 MB without holding it', { timeout: 60_000 }, async () => {
    const cell = (megabytes: number) => 'x'.repeat(megabytes * 1024 * 1024);
    const { reading, rows } = await fixture.careful(
      `a,b\n1,${cell(8)}\n2,${cell(9)}\n3,"${cell(9)}"\n${cell(70)}\n4,y\n`,
      undefined,
      {
        maxRejects: 3,
      },
    );
    expect(rows.map(([id]) => id)).toEqual(['1', '4']);
    expect(
      reading.rejects.map(({ line, column, reason, text }) => ({ line, column, reason, length: text.length })),
    ).toEqual([
      { line: 3, column: 2, reason: 'cell_too_large', length: 1_048_576 },
      { line: 4, column: 2, reason: 'cell_too_large', length: 1_048_576 },
      { line: 5, column: undefined, reason: 'cell_too_large', length: 1_048_576 },
    ]);
    expect(reading.lines).toMatchObject({ total: 6, rows: 2, rejected: 3 });
  });

  it('takes linear time over a file of nothing but stray quotes', { timeout: 60_000 }, async () => {
    for (const line of ['1,"x', '1,a","x', '1,"""x', '"', 'a"b,"']) {
      const { reading } = await fixture.careful(
        `a,b\n${`${line}\n`.repeat(50_000)}`,
        { delimiter: ',', skip_lines: 0, quote: '"', escape: 'doubled' },
        anyRejects,
      );
      expect(reading.lines.total).toBe(50_001);
    }
  });
});

describe('too many rejects', () => {
  const withRejects = (rows: number, rejects: number) => `a,b\n${'1,2\n'.repeat(rows)}${'3\n'.repeat(rejects)}`;

  it('fails the run above 10 % of the lines, and says where the first is, not what it holds', async () => {
    await fixture.careful(withRejects(90, 10));
    const error = await failureOf(fixture.careful(withRejects(89, 11)));
    expect(error.code).toBe('RECON_TOO_MANY_REJECTS');
    expect(error.detail).toBe(
      'In the source file more than 10 lines could not be read; the first is line 91 (too_few_fields).',
    );
  });

  it('lets one bad line pass in a small file', async () => {
    expect((await fixture.careful(withRejects(2, 1))).reading.rejects).toHaveLength(1);
    expect((await failureOf(fixture.careful(withRejects(2, 2)))).code).toBe('RECON_TOO_MANY_REJECTS');
  });

  it('obeys the ruleset', async () => {
    expect((await failureOf(fixture.careful(withRejects(99, 1), undefined, { maxRejects: 0 }))).code).toBe(
      'RECON_TOO_MANY_REJECTS',
    );
    expect((await fixture.careful(withRejects(2, 5), undefined, { maxRejects: 5 })).reading.rejects).toHaveLength(5);
  });

  it.each<[Ruleset['max_rejects'], number, number]>([
    [undefined, 1000, 100],
    [undefined, 3, 1],
    ['5%', 1000, 50],
    ['0.5 %', 1000, 5],
    ['0%', 1000, 0],
    [7, 10, 7],
  ])('with max_rejects %j allows of %i lines %i', (maxRejects, lines, allowed) => {
    expect(allowedRejects(maxRejects, lines)).toBe(allowed);
  });
});
