import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Break, Difference, Duplicate, Group, Reject, Resolved, SetAside } from '@reconcyl/contracts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { scratchFolder } from '../duckdb/testing/scratch.ts';
import { openResult } from './open-result.ts';
import { breaksParquet } from './schema.ts';
import { writeParquet, writeResultTables } from './testing/write-result-tables.ts';

const difference = (column: string, cause: Difference['cause'], delta?: string): Difference => ({
  column,
  source: '1',
  target: '2',
  cause,
  ...(delta === undefined ? {} : { delta }),
});

const breaks: Break[] = [
  {
    ordinal: 0,
    kind: 'discrepancy',
    key: ['1', "it's"],
    source_line: 2,
    target_line: 3,
    source: ['1', "it's", '', '1'],
    target: ['1', "it's", 'a\0b\n"c"', '2'],
    differences: [{ ...difference('amount', 'rounding', '-0.01'), also: ['penny'] }, difference('__proto__', 'value')],
    paired_by_order: true,
    history: { status: 'persisting', age: 3, changed: false },
  },
  {
    ordinal: 1,
    kind: 'missing_in_target',
    key: ['2', ''],
    source_line: 3,
    target_line: null,
    source: ['2', '', '', '3'],
    target: null,
    reason: 'duplicate',
    differences: [],
    near_miss: { line: 7, key: ['2', 'o'], why: 'key', agreeing_cells: 1, compared_cells: 2, ambiguous: false },
  },
  {
    ordinal: 2,
    kind: 'discrepancy',
    key: ['3', 'x'],
    source_line: 4,
    target_line: 4,
    source: ['3', 'x', '', '1'],
    target: ['3', 'x', '', '2'],
    differences: [difference('amount', 'value', '1'), difference('day', 'within_1_day', '1 d')],
  },
  {
    ordinal: 3,
    kind: 'missing_in_source',
    key: ['4', 'y'],
    source_line: null,
    target_line: 5,
    source: null,
    target: ['4', 'y', '', '1'],
    differences: [],
  },
];
const duplicates: Duplicate[] = [
  { key: ['2', ''], source_count: 2, target_count: 1, source_lines: [3, 9], target_lines: [7] },
  {
    ...{ key: ['8', 'z'], source_count: 0, target_count: 2, source_lines: [], target_lines: [8, 9] },
    ...{ key_collision: true, sums_agree: ['amount'] },
  },
];
const rejects: Reject[] = [
  { side: 'source', line: 5, lines: 1, reason: 'too_few_fields', text: 'a,b' },
  { side: 'target', line: 6, lines: 2, column: 3, reason: 'text_after_quote', text: '"a"x\r\n' },
];

const setAside: SetAside[] = [
  { side: 'source', line: 9, lines: 1, reason: 'closing_total', cells: ['', 'Total', '', '12.00'] },
];
const groups: Group[] = [
  {
    ...{ key: ['5', 'p'], by: 'sum', source_lines: [4], target_lines: [6, 7] },
    ...{ column: 'amount', sum: '-12.50', ambiguous: false },
  },
];
const resolved: Resolved[] = [
  { key: ['1', 'x'], column: 'amount', kind: 'discrepancy', age: 3, how: 'by_rule' },
  { key: ['2', 'x'], kind: 'missing_in_target', age: 1, how: 'gone' },
];

async function opened(dir: string) {
  const result = await openResult(dir);
  onTestFinished(() => result.close());
  return result;
}

async function exampleResult() {
  const dir = join(await scratchFolder(), 'of[1] *');
  await writeResultTables(dir, { breaks, duplicates, rejects, setAside, groups, resolved });
  return await opened(dir);
}

/** `rows` breaks, every third of them missing in source. */
async function largeResult(rows: number) {
  const dir = await scratchFolder();
  await writeResultTables(dir, {});
  await writeParquet(
    join(dir, 'breaks.parquet'),
    breaksParquet,
    `SELECT i, if(i % 3 = 0, 'missing_in_source', 'missing_in_target'), ['k' || i], NULL, NULL, NULL, NULL, NULL, [], NULL, NULL, NULL
     FROM range(${rows}) t(i)`,
  );
  return await opened(dir);
}

describe('the breaks of a result', () => {
  it('come as they were written, with rows as arrays', async () => {
    const result = await exampleResult();
    expect(await collect(result.eachBreak())).toEqual(breaks);
  });

  it('come in pages that end with the last one', async () => {
    const result = await exampleResult();
    const first = await result.breaks({ limit: 3 });
    expect(first).toEqual({ items: breaks.slice(0, 3), next: 2 });
    expect(await result.breaks({ limit: 3, after: 2 })).toEqual({ items: breaks.slice(3) });
    expect(await result.breaks({ limit: 4 })).toEqual({ items: breaks });
    expect(await result.breaks({ limit: 4, after: 3 })).toEqual({ items: [] });
  });

  it.each([
    ['kind', { kind: 'discrepancy' }, [0, 2]],
    ['kind', { kind: 'missing_in_source' }, [3]],
    ['column', { column: 'amount' }, [0, 2]],
    ['column', { column: '__proto__' }, [0]],
    ['column', { column: "x' OR true --" }, []],
    ['cause', { cause: 'value' }, [0, 2]],
    ['column and cause of one difference', { column: 'amount', cause: 'value' }, [2]],
    ['all three', { kind: 'missing_in_target', column: 'amount', cause: 'value' }, []],
  ] as const)('are found by %s', async (_, filter, ordinals) => {
    const result = await exampleResult();
    const { items } = await result.breaks({ ...filter, limit: 10 });
    expect(items.map(({ ordinal }) => ordinal)).toEqual(ordinals);
    const streamed = await collect(result.eachBreak(filter));
    expect(streamed.map(({ ordinal }) => ordinal)).toEqual(ordinals);
  });

  it('keep their order over many row groups, in pages and in one go', async () => {
    const result = await largeResult(50_000);
    const expected = Array.from({ length: 16_667 }, (_, index) => index * 3);

    const streamed = (await collect(result.eachBreak({ kind: 'missing_in_source' }))).map(({ ordinal }) => ordinal);
    expect(streamed).toEqual(expected);

    const paged: number[] = [];
    let after: number | undefined;
    do {
      const page = await result.breaks({ kind: 'missing_in_source', limit: 5_000, after });
      paged.push(...page.items.map(({ ordinal }) => ordinal));
      after = page.next;
    } while (after !== undefined);
    expect(paged).toEqual(expected);
  });

  it('are read side by side with other lists, and may be left early', async () => {
    const result = await largeResult(50_000);
    let seen = 0;
    for await (const item of result.eachBreak()) {
      if (seen === 3_000) break;
      expect(item.ordinal).toBe(seen);
      if (seen % 1000 === 0) expect((await result.breaks({ limit: 1 })).next).toBe(0);
      seen += 1;
    }
    expect(seen).toBe(3_000);
    expect(await collect(result.eachBreak({ limit: 2 }))).toHaveLength(2);
  });

  it('come in smaller pages when they are very large', async () => {
    const dir = await scratchFolder();
    const large = 'x'.repeat(5_000_000);
    const items = [0, 1, 2].map(
      (ordinal): Break => ({
        ordinal,
        kind: 'missing_in_target',
        key: [String(ordinal)],
        source_line: 1,
        target_line: null,
        source: [large],
        target: null,
        differences: [],
      }),
    );
    await writeResultTables(dir, { breaks: items });
    const result = await opened(dir);
    const first = await result.breaks({ limit: 10 });
    expect(first.next).toBe(1);
    expect(first.items).toHaveLength(2);
    expect((await result.breaks({ limit: 10, after: 1 })).items).toHaveLength(1);
  });

  it('refuse a page of nothing', async () => {
    const result = await exampleResult();
    await expect(result.breaks({ limit: 0 })).rejects.toThrow(RangeError);
  });
});

describe('the other lists of a result', () => {
  it('come as they were written', async () => {
    const result = await exampleResult();
    expect(await collect(result.eachDuplicate())).toEqual(duplicates);
    expect(await collect(result.eachReject())).toEqual(rejects);
    expect(await collect(result.eachSetAside())).toEqual(setAside);
    expect(await collect(result.eachGroup())).toEqual(groups);
    expect(await collect(result.eachResolved())).toEqual(resolved);
  });

  it('come in pages', async () => {
    const result = await exampleResult();
    expect(await result.rejects({ limit: 1 })).toEqual({ items: rejects.slice(0, 1), next: 0 });
    expect(await result.rejects({ limit: 1, after: 0 })).toEqual({ items: rejects.slice(1) });
    expect(await result.duplicates({ limit: 1 })).toEqual({ items: duplicates.slice(0, 1), next: 0 });
    expect(await result.duplicates({ limit: 1, after: 0 })).toEqual({ items: duplicates.slice(1) });
  });

  it('are empty where there is no file of theirs', async () => {
    const dir = await scratchFolder();
    await writeResultTables(dir, {});
    const result = await opened(dir);
    expect(await collect(result.eachBreak())).toEqual([]);
    expect(await result.rejects({ limit: 5 })).toEqual({ items: [] });
    for (const list of [result.eachDuplicate(), result.eachSetAside(), result.eachGroup(), result.eachResolved()]) {
      expect(await collect<unknown>(list)).toEqual([]);
    }
  });
});

describe('a damaged result', () => {
  const internal = { code: 'RECON_INTERNAL', detail: undefined };

  it('is RECON_INTERNAL when its folder is not there', async () => {
    await expect(openResult(join(await scratchFolder(), 'gone'))).rejects.toMatchObject(internal);
  });

  it('is RECON_INTERNAL when a file is cut off or is no Parquet, or the summary is not there', async () => {
    const dir = await scratchFolder();
    await writeResultTables(dir, { breaks, rejects });
    await truncate(join(dir, 'breaks.parquet'), (await readFile(join(dir, 'breaks.parquet'))).length - 5);
    await writeFile(join(dir, 'duplicates.parquet'), '{}');
    const result = await opened(dir);
    await expect(result.breaks({ limit: 1 })).rejects.toMatchObject(internal);
    await expect(result.duplicates({ limit: 1 })).rejects.toMatchObject(internal);
    await expect(result.summary()).rejects.toMatchObject(internal);
    expect((await result.rejects({ limit: 5 })).items).toEqual(rejects);
  });

  it.each([
    ['lacks a column', { ordinal: 'BIGINT' }, 'SELECT 0'],
    [
      'has a kind that is not known',
      breaksParquet,
      "SELECT 0, 'agreeing', ['k'], 1, 1, [], [], NULL, [], NULL, NULL, NULL",
    ],
    ['has no key', breaksParquet, "SELECT 0, 'discrepancy', NULL, 1, 1, [], [], NULL, [], NULL, NULL, NULL"],
  ])('is RECON_INTERNAL when it %s', async (_, columns, select) => {
    const dir = await scratchFolder();
    await writeResultTables(dir, {});
    await writeParquet(join(dir, 'breaks.parquet'), columns, select);
    const result = await opened(dir);
    await expect(result.breaks({ limit: 1 })).rejects.toMatchObject(internal);
  });

  it('is RECON_INTERNAL when its rows are out of order', async () => {
    const dir = await scratchFolder();
    await writeResultTables(dir, {});
    const row = "'missing_in_source', ['k'], NULL, 1, NULL, [], NULL, [], NULL, NULL, NULL";
    await writeParquet(join(dir, 'breaks.parquet'), breaksParquet, `SELECT 1, ${row} UNION ALL SELECT 0, ${row}`);
    const result = await opened(dir);
    await expect(collect(result.eachBreak())).rejects.toMatchObject(internal);
  });
});

describe('an open result', () => {
  it('leaves nothing behind when it is closed', async () => {
    const dir = await scratchFolder();
    await writeResultTables(dir, { breaks });
    const scratchDir = await scratchFolder();
    const result = await openResult(dir, { scratchDir });
    await result.breaks({ limit: 1 });
    expect(await readdir(scratchDir)).toHaveLength(1);
    await result.close();
    expect(await readdir(scratchDir)).toEqual([]);
    await expect(openResult(join(dir, 'gone'), { scratchDir })).rejects.toThrow();
    expect(await readdir(scratchDir)).toEqual([]);
  });
});

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}
