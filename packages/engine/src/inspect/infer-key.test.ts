import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../types.ts';
import { inspect } from './inspect.ts';

type Row = Readonly<Record<string, string | number>>;

/** The key that is inferred from two tables whose columns are those of their first rows. */
async function keyOf(
  source: readonly Row[],
  target: readonly Row[],
  columns?: readonly string[],
): Promise<Plan['key']> {
  const folder = await mkdtemp(join(tmpdir(), 'reconcyl-key-'));
  try {
    const names = columns ?? Object.keys(source[0] ?? {});
    const file = async (name: string, rows: readonly Row[]) => {
      const lines = [names.join(';'), ...rows.map((row) => names.map((column) => row[column]).join(';'))];
      await writeFile(join(folder, name), `${lines.join('\n')}\n`);
      return { path: join(folder, name), displayName: name };
    };
    const files = { source: await file('source.csv', source), target: await file('target.csv', target) };
    return (await inspect({ ...files, workDir: join(folder, 'work'), threads: 1 })).key;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const rowsOf = (count: number, row: (index: number) => Row) =>
  Array.from({ length: count }, (_, index) => row(index + 1));

describe('the inferred key', () => {
  it('is not destroyed by one duplicate: nine of eleven rows have a key of their own', async () => {
    const row = (index: number) => ({ ref: `R${index}`, name: `name ${index}`, amount: `${index}.50` });
    const source = [...rowsOf(10, row), { ref: 'R3', name: 'name 3b', amount: '3.50' }];
    const target = [
      ...rowsOf(10, (index) => ({ ...row(index), name: index < 4 ? `other ${index}` : `name ${index}` })),
      source[10] as Row,
    ];
    const key = await keyOf(source, target);
    expect(key.columns).toEqual(['ref']);
    // All of ref and amount, and 8 of 11 names: the equal records of the repeated key are matched first.
    expect(key.candidates?.[0]).toEqual({
      columns: ['ref'],
      distinct_in_source: 0.8182,
      distinct_in_target: 0.8182,
      overlap: 1,
      agreeing_cells: 30,
    });
  });

  it('is what explains most, not what matches most: a row counter loses against an id', async () => {
    const row = (index: number, line: number) => ({
      line,
      id: `X${index * 7}`,
      name: `n${index}`,
      city: `c${index % 3}`,
    });
    const source = rowsOf(30, (index) => row(index, index));
    const target = source.slice(5).map((item, index) => ({ ...item, line: index + 1 }));
    const key = await keyOf(source, target);
    expect(key.columns).toEqual(['id']);
    expect(key.candidates?.map(({ columns }) => columns)).toContainEqual(['line']);
  });

  it('is an id rather than an amount or a date that is as distinct', async () => {
    const rows = rowsOf(20, (index) => ({
      amount: index * 1370 + (index % 7),
      booked: `2025-01-${String(index).padStart(2, '0')}`,
      zref: `K${index}`,
    }));
    expect((await keyOf(rows, rows)).columns).toEqual(['zref']);
  });

  it('is never an amount with decimals', async () => {
    const rows = rowsOf(20, (index) => ({ amount: `${index}.25`, kind: `k${index % 2}` }));
    const key = await keyOf(rows, rows);
    expect(key).toMatchObject({ wholeRow: true, columns: ['amount', 'kind'] });
    expect(key.candidates).toBeUndefined();
  });

  it('is made of two columns where none alone is distinct, and of no more than are needed', async () => {
    const rows = rowsOf(24, (index) => ({
      branch: `b${index % 4}`,
      number: `n${Math.floor(index / 4)}`,
      what: `w${index % 5}`,
    }));
    const key = await keyOf(rows, rows);
    expect(key.columns).toEqual(['branch', 'number']);
    expect(key.candidates?.every(({ columns }) => columns.length === 2)).toBe(true);
  });

  it('does not hang on the order of the columns', async () => {
    const rows = rowsOf(20, (index) => ({ b: `B${index}`, a: `A${index}`, c: `C${index % 3}` }));
    const orders = [
      ['b', 'a', 'c'],
      ['c', 'a', 'b'],
    ];
    for (const order of orders) expect((await keyOf(rows, rows, order)).columns).toEqual(['a']);
  });

  it('has to have half of the keys of the smaller side in common', async () => {
    const row = (index: number) => ({ id: `I${index}`, size: index % 2 });
    const half = await keyOf(
      rowsOf(10, row),
      rowsOf(10, (index) => row(index + 5)),
    );
    expect(half.columns).toEqual(['id']);
    const fewer = await keyOf(
      rowsOf(10, row),
      rowsOf(10, (index) => row(index + 6)),
    );
    expect(fewer.wholeRow).toBe(true);
  });
});
