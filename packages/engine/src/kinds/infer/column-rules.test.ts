import { describe, expect, it } from 'vitest';
import { brief, codes, many, useInference } from '../testing/infer-columns.ts';

const { inferOne: infer, inferAll, readIn } = useInference();

describe('dates', () => {
  const born = [1931, 1945, 1958, 1963, 1969, 1984, 1999, 2003, 2011, 1942];

  it('with two digits of the year have the pivot that the years of the other side show', async () => {
    const column = await infer({
      source: born.map(
        (year, month) => `15.${String(month + 1).padStart(2, '0')}.${String(year % 100).padStart(2, '0')}`,
      ),
      target: born.map((year, month) => `${year}-${String(month + 1).padStart(2, '0')}-15`),
    });
    expect(brief(column)).toBe('date: dd.MM.yy | yyyy-MM-dd');
    expect(codes(column)).toEqual(['year_pivot_assumed']);
    expect(column.warnings[0]?.message).toContain('10 of 10');
    expect(await readIn(column, 'source', '15.01.31')).toBe('1931-01-15');
    expect(await readIn(column, 'source', '15.01.11')).toBe('2011-01-15');
    expect(column.specs.target).not.toHaveProperty('pivot');
  });

  it('have the usual one where that agrees, where nothing shows another, and where the ruleset gives it', async () => {
    const source = many(10, (index) => `15.01.${60 + index}`);
    const later = many(10, (index) => `${2060 + index}-01-15`);
    const earlier = many(10, (index) => `${1960 + index}-01-15`);
    expect((await infer({ source, target: later })).specs.source).not.toHaveProperty('pivot');
    expect((await infer({ source, target: source })).specs.source).not.toHaveProperty('pivot');
    expect((await infer({ source, target: ['1899-01-15', '1898-01-15'] })).specs.source).not.toHaveProperty('pivot');
    const given = await infer({ source, target: earlier, given: { rules: { pivot: 65 } } });
    expect(given.specs.source).toMatchObject({ pivot: 65 });
    expect(given.warnings).toEqual([]);
  });

  it('that a spreadsheet made numbers of are proposed, never taken', async () => {
    const column = await infer({ source: ['45292', '45293.5'], target: ['2024-01-01', '2024-01-02'] });
    expect(brief(column)).toBe('text');
    expect(codes(column)).toEqual(['excel_serial_proposed']);
    expect(column.warnings[0]?.message).toContain('columns.column 0.format.source');
    expect(codes(await infer({ source: ['123', '45292'], target: ['2024-01-01', '2024-01-02'] }))).toEqual([]);
  });

  it('are serial numbers where the ruleset says so', async () => {
    const given = { formats: { source: 'excel_serial' } };
    const column = await infer({ source: ['45292'], target: ['31.12.2023'], given });
    expect(brief(column)).toBe('date: excel_serial | dd.MM.yyyy');
    expect(await readIn(column, 'source', '45292')).toBe('2024-01-01');
  });

  it('are times where a rule for times asks for it, cut by the clock of the one zone that is given', async () => {
    const days = { source: ['2024-01-05'], target: ['2024-01-05'], zones: { target: 'Asia/Tokyo' } };
    const column = await infer({ ...days, given: { rules: { precision: 'day' } } });
    expect(column.kind).toBe('timestamp');
    expect(column.specs.source).toMatchObject({ precision: 'day', cutZone: 'Asia/Tokyo' });
    expect(column.specs.target).toMatchObject({ precision: 'day', cutZone: 'Asia/Tokyo' });
  });
});

describe('a rule', () => {
  it('to extract comes before the kind is looked for, on its side alone', async () => {
    for (const times of [1, 700]) {
      const column = await infer({
        source: many(2 * times, (index) => `Total: ${index}.50 net`),
        target: many(2 * times, (index) => `${index},50`),
        given: { rules: { extract: { source: 'Total: ([\\d.]+)' } } },
      });
      expect(brief(column)).toBe('decimal: 1234.5 | 1234,5');
      expect(await readIn(column, 'source', 'Total: 7.50 net')).toBe('7.50');
      expect(column.specs.target).not.toHaveProperty('extract');
    }
  });

  it('that makes words the same keeps them from deciding the kind', async () => {
    const rules = { equivalents: [['0', 'nil', 'none at all']] };
    const column = await infer({ source: ['nil', 'NIL', '5'], target: ['0', '0', '5'], given: { rules } });
    expect(brief(column)).toBe('decimal: 1234.5 | 1234.5');
    expect(await readIn(column, 'source', 'Nil')).toBe('0');
  });

  it('for decimals is part of the specs, and makes room for its digits', async () => {
    const column = await infer({
      source: ['123456789012345.25'],
      target: ['1'],
      given: { rules: { multiply: { source: '0.001' }, negate: 'target', nullAsZero: true } },
    });
    expect(column.specs.source).toMatchObject({ multiply: '0.001', nullAsZero: true, width: 38, scale: 5 });
    expect(column.specs.source).not.toHaveProperty('negate');
    expect(column.specs.target).toMatchObject({ negate: true, nullAsZero: true, width: 38, scale: 5 });
    expect(await readIn(column, 'source', '123456789012345.25')).toBe('123456789012.34525');
    expect(await readIn(column, 'target', '1')).toBe('-1.00000');
  });

  it('makes a column without values what it is for, so that it holds when there are values', async () => {
    const blank = { source: ['', ''], target: [''] };
    const decimal = await infer({ ...blank, given: { kindWithoutValues: 'decimal', rules: { nullAsZero: true } } });
    expect(decimal.kind).toBe('decimal');
    expect(decimal.warnings).toEqual([]);
    expect((await infer({ ...blank, given: { kindWithoutValues: 'timestamp' } })).kind).toBe('timestamp');
    expect((await infer(blank)).kind).toBe('text');
  });

  it('that names several formats which do not exist is refused with all of them', async () => {
    await expect(
      inferAll([
        { source: ['1'], target: ['1'], given: { formats: { source: 'DD/MM/YYYY', target: 'yyyy-MM-dd' } } },
        { source: ['1'], target: ['1'], given: { formats: { source: '1.2', target: '1,2' }, kind: 'date' } },
      ]),
    ).rejects.toMatchObject({
      code: 'RECON_RULESET_INVALID',
      problems: [
        { path: 'columns["column 0"].format.source' },
        { path: 'columns["column 1"].format.source' },
        { path: 'columns["column 1"].format.target' },
      ],
    });
  });
});
