import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reconcileTexts } from '../testing/reconcile-texts.ts';

const lines = (...rows: string[]) => `${rows.join('\n')}\n`;

describe('records that share a key', () => {
  it('never multiply: each record is used once', async () => {
    const { summary, duplicates } = await reconcileTexts(
      lines('id,v', '1,a', '1,a', '1,a', '2,b'),
      lines('id,v', '1,a', '1,a', '2,b'),
      { key: ['id'] },
    );
    expect(summary.counts).toMatchObject({ agreeing: 3, missing_in_target: 1, discrepancies: 0, duplicate_keys: 1 });
    expect(duplicates).toEqual([
      { key: ['1'], source_count: 3, target_count: 2, source_lines: [2, 3, 4], target_lines: [2, 3] },
    ]);
  });

  it('are a listed fact and no break when all of them pair', async () => {
    const { summary } = await reconcileTexts(lines('id,v', '1,a', '1,b'), lines('id,v', '1,b', '1,a'), { key: ['id'] });
    expect(summary.verdict).toBe('agree');
    expect(summary.counts.duplicate_keys).toBe(1);
  });

  it('mark what is left over on the longer side as duplicate', async () => {
    const { breaks } = await reconcileTexts(lines('id,v', '1,a', '1,b'), lines('id,v', '1,b'), { key: ['id'] });
    expect(breaks).toMatchObject([{ kind: 'missing_in_target', source: ['1', 'a'], reason: 'duplicate' }]);
  });

  it('are not marked duplicate when the other side does not have the key at all', async () => {
    const { breaks } = await reconcileTexts(lines('id,v', '1,a', '1,b', '2,c'), lines('id,v', '2,c'), { key: ['id'] });
    expect(breaks.map(({ kind, reason }) => [kind, reason])).toEqual([
      ['missing_in_target', undefined],
      ['missing_in_target', undefined],
    ]);
  });

  it('pair equal records first, then those with the fewest differing columns', async () => {
    const { breaks } = await reconcileTexts(
      lines('id,a,b,c', '1,x,y,z', '1,x,q,r'),
      lines('id,a,b,c', '1,k,q,m', '1,x,y,z'),
      { key: ['id'] },
    );
    expect(breaks).toMatchObject([
      {
        kind: 'discrepancy',
        source: ['1', 'x', 'q', 'r'],
        target: ['1', 'k', 'q', 'm'],
        source_line: 3,
        target_line: 2,
      },
    ]);
  });

  it('pair by the smaller difference of amounts when as many columns differ', async () => {
    const { breaks } = await reconcileTexts(
      lines('id,amount', '1,100.00', '1,200.00', '2,1.00'),
      lines('id,amount', '1,201.00', '1,99.00', '2,1.00'),
      { key: ['id'] },
    );
    expect(breaks.map((item) => [item.source?.[1], item.target?.[1]])).toEqual([
      ['100.00', '99.00'],
      ['200.00', '201.00'],
    ]);
  });

  it('pair by the smaller difference beside amounts of more than 18 digits too', async () => {
    const { breaks } = await reconcileTexts(
      lines('id,v', 'A,10', 'A,0', 'B,12345678901234567890.12'),
      lines('id,v', 'A,9'),
      { key: ['id'], ruleset: { columns: { v: { kind: 'decimal', format: '1234.5' } } } },
    );
    expect(breaks.map(({ kind, source, target }) => [kind, source?.[1], target?.[1]])).toEqual([
      ['discrepancy', '10', '9'],
      ['missing_in_target', '0', undefined],
      ['missing_in_target', '12345678901234567890.12', undefined],
    ]);
  });

  it('pair within a tolerance before they pair beyond it', async () => {
    const { summary, breaks } = await reconcileTexts(
      lines('id,amount,note', '1,100.00,a', '1,100.03,b'),
      lines('id,amount,note', '1,100.04,b', '1,100.02,a'),
      { key: ['id'], ruleset: { columns: { amount: { tolerance: { absolute: '0.02' } } } } },
    );
    expect(breaks).toEqual([]);
    expect(summary.counts.agreeing).toBe(2);
  });

  it('pair by the exact key before the canonical key', async () => {
    const { breaks } = await reconcileTexts(lines('id,v', 'AB,x', 'ab,y'), lines('id,v', 'ab,x', 'AB,y'), {
      key: ['id'],
    });
    expect(breaks.map((item) => [item.source, item.target])).toEqual([
      [
        ['AB', 'x'],
        ['AB', 'y'],
      ],
      [
        ['ab', 'y'],
        ['ab', 'x'],
      ],
    ]);
  });

  it('with a blank key pair only when they are equal in every column', async () => {
    const { summary, breaks } = await reconcileTexts(
      lines('id,v', ',a', ',b', '1,c'),
      lines('id,v', ',b', ' ,d', '1,c'),
      { key: ['id'] },
    );
    expect(summary.counts).toMatchObject({
      agreeing: 2,
      missing_in_target: 1,
      missing_in_source: 1,
      duplicate_keys: 0,
    });
    expect(breaks.map(({ kind, reason }) => [kind, reason])).toEqual([
      ['missing_in_target', 'blank_key'],
      ['missing_in_source', 'blank_key'],
    ]);
  });

  it('are called a collision when one side writes the same key in several ways', async () => {
    const { duplicates } = await reconcileTexts(
      lines('id,v', 'AB,x', 'ab,y', 'C,1', 'C,2'),
      lines('id,v', 'AB,x', 'ab,y', 'C,1', 'c,2'),
      { key: ['id'] },
    );
    expect(duplicates).toMatchObject([
      { key: ['AB'], key_collision: true },
      { key: ['C'], source_lines: [4, 5], key_collision: true },
    ]);
    const plain = await reconcileTexts(lines('id,v', 'C,1', 'C,2'), lines('id,v', 'c,1'), { key: ['id'] });
    expect(plain.duplicates).toEqual([
      { key: ['C'], source_count: 2, target_count: 1, source_lines: [2, 3], target_lines: [2] },
    ]);
  });

  it('say which sums agree although the records do not', async () => {
    const { duplicates } = await reconcileTexts(
      lines('id,amount,fee', 'A,100.00,0', 'B,1.50,2.00', 'B,2.50,3.00', 'C,1.50,1.00', 'C,1.50,1.00', 'D,2.00,1.00'),
      lines('id,amount,fee', 'A,60.00,0', 'A,40.00,0', 'B,3.00,2.00', 'B,1.00,3.00', 'C,1.50,1.00', 'C,1.50,1.00'),
      { key: ['id'] },
    );
    expect(duplicates.map(({ key, sums_agree }) => [key[0], sums_agree])).toEqual([
      ['A', ['amount']],
      ['B', ['amount']],
      ['C', undefined],
    ]);
  });

  it('pair byte for byte before they pair by what they mean, so that nothing counts as normalised by chance', async () => {
    const { summary } = await reconcileTexts(
      lines('id,v', '1,X', '1,x', '1, x', '1,y'),
      lines('id,v', '1, x', '1,X', '1,x', '1,y'),
      { key: ['id'] },
    );
    expect(summary.columns.find(({ name }) => name === 'v')).toMatchObject({ normalised: 0, differing: 0 });
  });

  it('all stay unmatched under the policy report', async () => {
    const { summary, breaks, duplicates } = await reconcileTexts(
      lines('id,v', '1,a', '1,b', '2,c', '3,d', '3,d'),
      lines('id,v', '1,a', '2,c'),
      { ruleset: { key: 'id', duplicates: 'report' } },
    );
    expect(summary.counts).toMatchObject({
      agreeing: 1,
      missing_in_target: 4,
      missing_in_source: 1,
      duplicate_keys: 2,
    });
    expect(breaks.map(({ kind, reason }) => [kind, reason])).toEqual([
      ...Array.from({ length: 4 }, () => ['missing_in_target', 'duplicate_key']),
      ['missing_in_source', 'duplicate_key'],
    ]);
    expect(duplicates).toHaveLength(2);
  });

  it('fail the run under the policy fail, with how many keys and where the first stands', async () => {
    const run = (source: string, target: string) =>
      reconcileTexts(source, target, { ruleset: { key: 'id', duplicates: 'fail' } });
    const refused = run(lines('id,v', '2,c', '1,a', '1,b', '3,d'), lines('id,v', '1,a', '2,c', '3,x', '3,x'));
    await expect(refused).rejects.toMatchObject({
      code: 'RECON_DUPLICATE_KEYS',
      detail: '2 keys repeat; the first stands on lines 3, 4 of the source and line 2 of the target.',
    });
    const { summary } = await run(lines('id,v', '1,a', '2,b'), lines('id,v', '1,a', '2,b'));
    expect(summary.verdict).toBe('agree');
  });

  it('do not depend on the order of the columns, nor on cells that are not compared', async () => {
    const run = (source: string, target: string) =>
      reconcileTexts(source, target, { ruleset: { key: 'id', ignore: ['note'] } });
    const first = await run(
      lines('id,a,b,note', '1,p,q,z', '1,q,p,y', '1,q,p,x'),
      lines('id,a,b,note', '1,q,q,1', '1,p,p,2'),
    );
    const second = await run(
      lines('note,b,a,id', 'x,p,q,1', 'y,p,q,1', 'z,q,p,1'),
      lines('b,note,a,id', 'p,2,p,1', 'q,1,q,1'),
    );
    const notes = ({ breaks, summary }: typeof first) => {
      const place = (side: 'source' | 'target') => summary.files[side].columns.indexOf('note');
      return breaks.map(({ source, target }) => `${source?.[place('source')]} ${target?.[place('target')]}`).sort();
    };
    expect(notes(first)).toHaveLength(3);
    expect(notes(second)).toEqual(notes(first));
  });

  it('pair in the order of their contents, and say so, where a group is too large to look for the closest', async () => {
    const group = (count: number, first: number) =>
      Array.from({ length: count }, (_, index) => `1,t${String(first + index * 2).padStart(5, '0')}`);
    // 1,001 x 1,000 candidates; the equal records of the small group still meet.
    const { summary, breaks } = await reconcileTexts(
      lines('id,v', ...group(1001, 0), '2,a', '2,b'),
      lines('id,v', ...group(1000, 1), '2,b', '2,c'),
      { key: ['id'] },
    );
    expect(summary.counts).toMatchObject({ agreeing: 1, discrepancies: 1001, missing_in_target: 1 });
    const byOrder = breaks.filter((item) => item.paired_by_order === true);
    expect(byOrder.map(({ source, target }) => `${source?.[1]} ${target?.[1]}`).slice(0, 2)).toEqual([
      't00000 t00001',
      't00002 t00003',
    ]);
    expect(byOrder).toHaveLength(1000);
    expect(breaks.find(({ key }) => key[0] === '2')).toMatchObject({ source: ['2', 'a'], target: ['2', 'c'] });
    expect(breaks.find(({ kind }) => kind === 'missing_in_target')).toMatchObject({
      source: ['1', 't02000'],
      reason: 'duplicate',
    });
  });

  it('give the same answer whatever the order of the rows, and with the sides swapped', async () => {
    const row = fc.tuple(
      fc.constantFrom('1', '2', ''),
      fc.constantFrom('a', 'b', 'B '),
      fc.constantFrom('1.00', '2.50', '-1.00'),
    );
    const table = fc.array(row, { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(table, table, fc.infiniteStream(fc.nat()), async (source, target, random) => {
        const text = (rows: readonly (readonly string[])[]) =>
          lines('id,note,amount', ...rows.map((cells) => cells.join(',')));
        const shuffle = (rows: readonly (readonly string[])[]) =>
          rows
            .map((cells) => ({ cells, order: random.next().value as number }))
            .sort((a, b) => a.order - b.order)
            .map(({ cells }) => cells);
        const ruleset = { columns: { amount: { kind: 'decimal' as const }, note: { kind: 'text' as const } } };
        const options = { key: ['id'], ruleset };
        const plain = await reconcileTexts(text(source), text(target), options);
        const shuffled = await reconcileTexts(text(shuffle(source)), text(shuffle(target)), options);
        const swapped = await reconcileTexts(text(target), text(source), options);
        const content = ({ breaks }: typeof plain, swap = false) =>
          breaks
            .map(({ kind, source: s, target: t, reason }) => {
              const swappedKind = {
                missing_in_target: 'missing_in_source',
                missing_in_source: 'missing_in_target',
              } as const;
              const name = swap && kind !== 'discrepancy' ? swappedKind[kind] : kind;
              return JSON.stringify(swap ? [name, t, s, reason] : [name, s, t, reason]);
            })
            .sort();
        expect(content(shuffled)).toEqual(content(plain));
        expect(content(swapped, true)).toEqual(content(plain));
      }),
      { numRuns: 8 },
    );
  });
});
