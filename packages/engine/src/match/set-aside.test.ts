import type { RulesetInput } from '@reconcyl/contracts';
import { describe, expect, it } from 'vitest';
import { reconcileTexts } from '../testing/reconcile-texts.ts';
import { linesHold } from './counts.ts';

const warningCodes = (warnings: readonly { code: string }[]) => warnings.map(({ code }) => code);

describe('rows that the reader sets aside', () => {
  it('lists blank rows and repeated headers with line and reason', async () => {
    const source = 'id,amount\n1,2.50\n,\nid,amount\n" ","\n"\n2,3.50\n';
    const { summary, setAside } = await reconcileTexts(source, 'id,amount\n1,2.50\n2,3.50\n', { key: ['id'] });
    expect(summary.verdict).toBe('agree');
    expect(setAside).toEqual([
      { side: 'source', line: 3, lines: 1, reason: 'blank_row', cells: ['', ''] },
      { side: 'source', line: 4, lines: 1, reason: 'repeated_header', cells: ['id', 'amount'] },
      { side: 'source', line: 5, lines: 2, reason: 'blank_row', cells: [' ', '\n'] },
    ]);
    expect(summary.files.source.lines).toMatchObject({ total: 7, rows: 2, continuation: 0, set_aside: 4 });
  });

  it('writes no list where there is nothing on it', async () => {
    expect((await reconcileTexts('id,a\n1,x\n', 'id,a\n1,x\n')).setAside).toEqual([]);
  });
});

describe('closing rows', () => {
  const target = 'id,name,amount\nA1,x,10.00\nA2,y,-2.50\nA3,z,100.25\n';
  const close = (row: string) => `id;name;amount\nA1;x;10,00\nA2;y;-2,50\nA3;z;100,25\n${row}\n`;

  it.each([
    ';;107,75',
    'Total;;107,75',
    'SUMME:;;107,75',
    '"Grand  Total";;107,75',
    'Итого;;107,75',
    ' - Total - ;;107,75',
  ])('sets %j aside, since it is the sum of the rows above, and says so', async (row) => {
    const { summary, setAside, breaks } = await reconcileTexts(close(row), target, { key: ['id'] });
    expect(breaks).toEqual([]);
    expect(summary.verdict).toBe('agree');
    expect(setAside).toMatchObject([{ side: 'source', line: 5, lines: 1, reason: 'closing_total' }]);
    expect(summary.files.source.lines).toMatchObject({ total: 5, rows: 3, set_aside: 1 });
    expect(summary.counts.source_rows).toBe(3);
    expect(summary.control_totals).toMatchObject([{ source_sum: '107.75', target_sum: '107.75' }]);
    expect(warningCodes(summary.warnings)).toContain('closing_total');
  });

  it('compares a row that states another sum as a record, and says so', async () => {
    const { summary, setAside, breaks } = await reconcileTexts(close('Total;;107,76'), target, { key: ['id'] });
    expect(setAside).toEqual([]);
    expect(breaks).toMatchObject([{ kind: 'missing_in_target', key: ['Total'], source_line: 5 }]);
    expect(warningCodes(summary.warnings)).toContain('stated_total_differs');
  });

  it.each([
    ['a blank key and another sum', ';;1,00'],
    ['a key and the same sum', 'A4;;107,75'],
  ])('compares a row with %s as a record, and says nothing', async (_, row) => {
    const { summary, setAside, breaks } = await reconcileTexts(close(row), target, { key: ['id'] });
    expect(setAside).toEqual([]);
    expect(breaks).toHaveLength(1);
    expect(warningCodes(summary.warnings)).not.toContain('stated_total_differs');
  });

  it('finds a total above other closing lines, and keeps the lines of what follows', async () => {
    const rows = 'Subtotal;;107,75\nTotal;;107,75';
    const { summary, setAside } = await reconcileTexts(close(rows), target, { key: ['id'] });
    expect(setAside).toMatchObject([
      { line: 5, reason: 'closing_total' },
      { line: 6, reason: 'closing_total' },
    ]);
    expect(summary.verdict).toBe('agree');
  });

  it('keeps two equal rows, and a row that other rows above the last three equal', async () => {
    const twice = await reconcileTexts('id,amount\nA,1.00\n,2.00\n,2.00\n', 'id,amount\nA,1.00\n', { key: ['id'] });
    expect(twice.setAside).toEqual([]);
    const before = ',3.00\nA,1.00\nB,2.00\nC,-3.00\n,3.00\n';
    const again = await reconcileTexts(`id,amount\n${before}`, 'id,amount\nA,1.00\nB,2.00\n', { key: ['id'] });
    expect(again.setAside).toEqual([]);
  });

  it('sets one aside on each side, of files with line breaks in cells', async () => {
    const text = 'id,note,amount\n1,"a\nb",1.50\n2,c,2.50\nTotal,"of\nall",4.00\n';
    const { summary, setAside } = await reconcileTexts(text, text, { key: ['id'] });
    // The careful reader reads twice here, in inspecting and in reconciling.
    expect(warningCodes(summary.warnings).filter((code) => code === 'closing_total')).toHaveLength(2);
    expect(setAside).toMatchObject([
      { side: 'source', line: 5, lines: 2, cells: ['Total', 'of\nall', '4.00'] },
      { side: 'target', line: 5, lines: 2 },
    ]);
    expect(summary.files.source.lines).toMatchObject({ total: 6, rows: 2, continuation: 1, set_aside: 2 });
  });

  it('tells a total by its words where records are matched whole, and never in a table of nothing but amounts', async () => {
    const rows = 'x,1.50\ny,2.00\n'.repeat(10);
    const whole = await reconcileTexts(`name,amount\n${rows}Total,35.00\n`, `name,amount\n${rows}`);
    expect(whole.summary.key.whole_row).toBe(true);
    expect(whole.setAside).toMatchObject([{ line: 22, reason: 'closing_total' }]);
    expect(whole.summary.verdict).toBe('agree');
    const amounts = `a,b\n${'1.50,1.00\n'.repeat(10)}15.00,10.00\n`;
    expect((await reconcileTexts(amounts, amounts)).setAside).toEqual([]);
  });

  it('adds debit and credit up', async () => {
    const text = 'id,debit,credit\n1,10.00,\n2,,4.00\nTotal,10.00,4.00\n';
    const ruleset: RulesetInput = {
      source: { debit_credit: { debit: 'debit', credit: 'credit', as: 'amount' } },
    };
    const { setAside } = await reconcileTexts(text, 'id,amount\n1,-10.00\n2,4.00\n', { key: ['id'], ruleset });
    expect(setAside).toMatchObject([{ line: 4, reason: 'closing_total' }]);
  });
});

describe('scope', () => {
  const scoped = (scope: NonNullable<NonNullable<RulesetInput['source']>['scope']>): RulesetInput => ({
    key: 'id',
    source: { scope },
  });

  it('leaves out what is not among the words, compared as text', async () => {
    const source = 'id,status\n1,Booked\n2,open\n3, BOOKED \n4,\n5,void\n';
    const { summary, setAside, breaks } = await reconcileTexts(source, 'id,status\n1,booked\n3,booked\n', {
      ruleset: scoped([{ column: 'Status', in: ['booked'] }]),
    });
    expect(breaks).toEqual([]);
    expect(summary.counts).toMatchObject({ source_rows: 2, agreeing: 2 });
    expect(setAside).toEqual([
      { side: 'source', line: 3, lines: 1, reason: 'out_of_scope', cells: ['2', 'open'] },
      { side: 'source', line: 5, lines: 1, reason: 'out_of_scope', cells: ['4', ''] },
      { side: 'source', line: 6, lines: 1, reason: 'out_of_scope', cells: ['5', 'void'] },
    ]);
    expect(summary.files.source.lines).toMatchObject({ total: 6, rows: 2, set_aside: 3 });
  });

  it('keeps the lines of the records that are left, and counts line breaks', async () => {
    const source = 'id,kind,note\n1,x,"a\nb"\n2,y,"c\nd\ne"\n3,y,f\n4,x,g\n';
    const { summary, breaks, setAside } = await reconcileTexts(source, 'id,kind,note\n1,x,"a\nb"\n4,x,other\n5,x,h\n', {
      ruleset: scoped([{ column: 'kind', in: ['x'] }]),
    });
    expect(breaks).toMatchObject([
      { kind: 'discrepancy', key: ['4'], source_line: 8, target_line: 4 },
      { kind: 'missing_in_source', key: ['5'], target_line: 5 },
    ]);
    expect(setAside).toMatchObject([
      { line: 4, lines: 3 },
      { line: 7, lines: 1 },
    ]);
    expect(summary.files.source.lines).toMatchObject({ total: 8, rows: 2, continuation: 1, set_aside: 4 });
    expect(linesHold(summary.files.source.lines)).toBe(true);
  });

  it.each([
    [
      'dates as the column writes them',
      ['31.12.2023', '01.01.2024', '31.01.2024', '01.02.2024'],
      '2024-01-01',
      '2024-01-31',
    ],
    [
      'times, by their days',
      ['2023-12-31 23:59:59', '2024-01-01 00:00:00', '2024-01-31 23:59:59', '2024-02-01 00:00:00'],
      '2024-01-01',
      '2024-01-31',
    ],
    ['numbers', ['-2,5', '9', '10,00', '10,01'], '9', '10'],
  ])('takes bounds as inclusive, and compares %s', async (_, values, from, to) => {
    const source = `id;v\n${values.map((value, index) => `${index};${value}`).join('\n')}\n`;
    const target = `id;v\n1;${values[1]}\n2;${values[2]}\n`;
    const { summary, setAside } = await reconcileTexts(source, target, {
      ruleset: scoped([{ column: 'v', from, to }]),
    });
    expect(setAside.map(({ cells }) => cells[0])).toEqual(['0', '3']);
    expect(summary.verdict).toBe('agree');
    expect(warningCodes(summary.warnings)).not.toContain('scope_compared_as_text');
  });

  it('holds all conditions, on both sides, each by its own names', async () => {
    const { summary, setAside } = await reconcileTexts('id,a,b\n1,x,1\n2,x,2\n3,y,1\n', 'id,A2,b\n1,x,1\n9,z,7\n', {
      ruleset: {
        key: 'id',
        columns: { a: { target: 'A2' } },
        source: {
          scope: [
            { column: 'a', in: ['x'] },
            { column: 'b', to: '1' },
          ],
        },
        target: { scope: [{ column: 'A2', in: ['x', 'y'] }] },
      },
    });
    expect(setAside.map(({ side, line }) => [side, line])).toEqual([
      ['source', 3],
      ['source', 4],
      ['target', 3],
    ]);
    expect(summary.verdict).toBe('agree');
  });

  it('asks for the format where days and months cannot be told apart, and takes it', async () => {
    const source = 'id,d\n1,01/02/2024\n2,03/02/2024\n';
    const rule = { column: 'd', from: '2024-02-02' };
    const open = reconcileTexts(source, source, { ruleset: scoped([rule]) });
    await expect(open).rejects.toMatchObject({ code: 'RECON_RULESET_INVALID' });
    const told = await reconcileTexts(source, source, {
      ruleset: { ...scoped([rule]), columns: { d: { kind: 'date', format: 'dd/MM/yyyy' } } },
    });
    expect(told.setAside).toMatchObject([{ line: 2, reason: 'out_of_scope' }]);
  });

  it('compares cells that do not read as the bounds do as text, and warns when that is the whole column', async () => {
    const source = 'id,v\n1,08\n2,12\n3,9\n4,100\n';
    const { summary, setAside } = await reconcileTexts(source, 'id,v\n2,12\n3,9\n', {
      ruleset: scoped([{ column: 'v', from: '12' }]),
    });
    // Identifiers, of which one has a leading zero: '08' and '100' sort before '12'.
    expect(setAside.map(({ cells }) => cells[1])).toEqual(['08', '100']);
    expect(warningCodes(summary.warnings)).toContain('scope_compared_as_text');
  });

  it('finds a total of what is in scope', async () => {
    const source = 'id,kind,amount\n1,x,1.50\n2,y,9.00\n3,x,2.50\nTotal,x,4.00\n';
    const { setAside } = await reconcileTexts(source, 'id,kind,amount\n1,x,1.50\n3,x,2.50\n', {
      ruleset: scoped([{ column: 'kind', in: ['x'] }]),
    });
    expect(setAside.map(({ line, reason }) => [line, reason])).toEqual([
      [3, 'out_of_scope'],
      [5, 'closing_total'],
    ]);
  });
});

describe('large files', () => {
  const rows = 210_000;
  const table = (extra: (index: number) => string) =>
    `id,amount,kind\n${Array.from({ length: rows }, (_, index) => `K${index},${index}.50,${extra(index)}`).join('\n')}\n`;

  it('are streamed, with the lines of their own file', { timeout: 60_000 }, async () => {
    // 0.50 + 1.50 + … + (n - 1).50 = n² / 2; every tenth record is out of scope.
    const scoped = table((index) => (index % 10 === 0 ? 'out' : 'in'));
    const inScope = Array.from({ length: rows }, (_, index) => index).filter((index) => index % 10 !== 0);
    const total = inScope.reduce((sum, index) => sum + index, 0) + inScope.length / 2;
    const source = `${scoped}Total,${total}.00,in\n`;
    const target = scoped.replace('K7,7.50,in', 'K7,7.51,in').replace('K10,10.50,out\n', '');
    const scope = [{ column: 'kind', in: ['in'] }];
    const { summary, breaks, setAside } = await reconcileTexts(source, target, {
      ruleset: { key: 'id', source: { scope }, target: { scope } },
    });
    expect(summary.counts).toMatchObject({ source_rows: 189_000, target_rows: 189_000, agreeing: 188_999 });
    expect(breaks).toMatchObject([{ key: ['K7'], source_line: 9, target_line: 9 }]);
    expect(setAside).toHaveLength(21_000 + 20_999 + 1);
    expect(setAside[20_999]).toMatchObject({ side: 'source', line: 209_992, reason: 'out_of_scope' });
    expect(setAside[21_000]).toMatchObject({ side: 'source', line: 210_002, reason: 'closing_total' });
    expect(setAside[21_001]).toMatchObject({ side: 'target', line: 2 });
    expect(setAside[21_002]).toMatchObject({ side: 'target', line: 21 });
  });

  it('find a closing total again where a file turns out to be no plain one', { timeout: 60_000 }, async () => {
    // The line break far inside shows only when all records are read: until then the file counts as plain.
    const plain = table(() => 'x');
    const broken = plain.replace('K100001,100001.50,x', 'K100001,100001.50,"x\ny"');
    const { summary, breaks, setAside } = await reconcileTexts(`${broken}Total,${(rows * rows) / 2}.00,\n`, plain, {
      key: ['id'],
    });
    expect(breaks).toMatchObject([{ key: ['K100001'], source_line: 100_003, target_line: 100_003 }]);
    expect(setAside).toMatchObject([
      { line: rows + 3, reason: 'closing_total', cells: ['Total', '22050000000.00', ''] },
    ]);
    expect(summary.counts).toMatchObject({ source_rows: rows, agreeing: rows - 1 });
    expect(summary.files.source.lines).toMatchObject({ total: rows + 3, rows, continuation: 1, set_aside: 1 });
  });
});
