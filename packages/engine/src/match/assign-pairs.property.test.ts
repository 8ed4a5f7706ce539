import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Database } from '../duckdb/open.ts';
import { quoteLiteral } from '../duckdb/quote.ts';
import { scratchDatabase, scratchFolder } from '../duckdb/testing/scratch.ts';
import type { ColumnPlan, Plan } from '../types.ts';
import { assignPairs } from './assign-pairs.ts';
import type { Sides } from './matching.ts';

const names = ['id', 'party', 'note', 'amount'] as const;
type Row = Readonly<Record<(typeof names)[number], string>>;

/** Few values, so that records of all kinds of likeness meet. */
const row: fc.Arbitrary<Row> = fc.record({
  id: fc.constantFrom('a', 'A', 'b', ''),
  party: fc.constantFrom('x', 'X'),
  note: fc.constantFrom('p', 'q', ''),
  amount: fc.constantFrom('1.00', '1', '1.01', '2.01', 'none'),
});
const table = fc.array(row, { minLength: 1, maxLength: 9 });

const text = { kind: 'text', nulls: [] } as const;
const amount = { kind: 'decimal', nulls: [], format: '1234.5', width: 12, scale: 2 } as const;

/** The plan over files whose columns stand in an order of their own. */
function planOf(order: Readonly<Record<'source' | 'target', readonly string[]>>, how: (typeof ways)[number]): Plan {
  const columns = names.map((name): ColumnPlan => {
    const [sourceIndex, targetIndex] = [order.source.indexOf(name), order.target.indexOf(name)];
    const isAmount = name === 'amount' && !how.textOnly;
    const specs = isAmount ? { source: amount, target: amount } : { source: text, target: text };
    const tolerance = isAmount && how.tolerance ? { tolerance: { absolute: '0.01' } } : {};
    const kind = isAmount ? 'decimal' : 'text';
    return {
      name,
      targetName: name,
      sourceIndex,
      targetIndex,
      kind,
      specs,
      inferred: false,
      evidence: '',
      nulls: [],
      ...tolerance,
    };
  });
  const compared = columns.filter(({ name }) => name !== 'note').sort((a, b) => a.sourceIndex - b.sourceIndex);
  const reading = (side: 'source' | 'target') => ({ columns: order[side], csv: { columnCount: names.length } });
  return {
    key: how.wholeRow
      ? { columns: compared.map(({ name }) => name), inferred: true, wholeRow: true }
      : { columns: ['id'], inferred: false },
    columns: compared,
    duplicates: how.report ? 'report' : 'pair',
    readings: { source: reading('source'), target: reading('target') },
    ...(how.groups ? { oneToMany: { amount: 'amount', windowDays: 0, same: ['party'], maxParts: 4 } } : {}),
  } as unknown as Plan;
}

const ways = [
  { name: 'by the closest records' },
  { name: 'within a tolerance', tolerance: true },
  { name: 'of which none may repeat', report: true },
  { name: 'as whole rows', wholeRow: true },
  { name: 'as whole rows within a tolerance', wholeRow: true, tolerance: true },
  { name: 'as groups of one against several', groups: true },
].map((way) => ({ textOnly: false, tolerance: false, report: false, wholeRow: false, groups: false, ...way }));

describe('records are paired', () => {
  /** What became of every record, by its contents: pairs, what is missing and why, and what is in groups. */
  async function outcome(
    database: Database,
    source: readonly Row[],
    target: readonly Row[],
    order: Parameters<typeof planOf>[0],
    how: (typeof ways)[number],
    isSwapped = false,
  ): Promise<string[]> {
    const tables = await database.query('select table_name from duckdb_tables()');
    for (const [name] of tables) await database.query(`drop table "${String(name)}"`);
    const sides = { source, target };
    for (const side of ['source', 'target'] as const) {
      const cell = (item: Row, name: string) => {
        const value = item[name as keyof Row];
        return value === '' ? 'null' : quoteLiteral(value);
      };
      const values = sides[side].map(
        (item, ordinal) => `(${[String(ordinal), ...order[side].map((name) => cell(item, name))].join(', ')})`,
      );
      await database.query(`create table ${side} (ordinal bigint, c0 varchar, c1 varchar, c2 varchar, c3 varchar);
        insert into ${side} values ${values.join(', ')}`);
    }
    await assignPairs(database, planOf(order, how), {} as Sides);
    const pairs = await database.query('select source_ordinal, target_ordinal, reason from pairs');
    const content = (rows: readonly Row[], ordinal: unknown) => (ordinal === null ? null : rows[Number(ordinal)]);
    return pairs
      .map(([s, t, reason]) => {
        const both = [content(source, s), content(target, t)];
        return JSON.stringify([...(isSwapped ? both.reverse() : both), reason]);
      })
      .sort();
  }

  it.each(ways)(
    '$name, whatever the order of rows, columns and sides and the number of threads',
    async (how) => {
      const database = await scratchDatabase({ workDir: await scratchFolder(), threads: 1 });
      const threaded = await scratchDatabase({ workDir: await scratchFolder(), threads: 4 });
      const orders = fc.shuffledSubarray([...names], { minLength: names.length });
      await fc.assert(
        fc.asyncProperty(
          table,
          table,
          fc.tuple(orders, orders, orders, orders),
          fc.infiniteStream(fc.nat()),
          async (source, target, [first, second, third, fourth], random) => {
            const shuffled = (rows: readonly Row[]) =>
              rows
                .map((item) => ({ item, order: Number(random.next().value) }))
                .sort((a, b) => a.order - b.order)
                .map(({ item }) => item);
            const plain = await outcome(database, source, target, { source: first, target: second }, how);
            const records = plain.flatMap((line) =>
              (JSON.parse(line) as unknown[]).slice(0, 2).filter((side) => side !== null),
            );
            expect(records).toHaveLength(source.length + target.length);
            const other = { source: third, target: fourth };
            expect(await outcome(threaded, shuffled(source), shuffled(target), other, how)).toEqual(plain);
            expect(await outcome(threaded, target, source, { source: second, target: first }, how, true)).toEqual(
              plain,
            );
          },
        ),
        { numRuns: 6 },
      );
    },
    180_000,
  );
});
