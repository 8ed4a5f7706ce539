import { describe, expect, it } from 'vitest';
import { brief, type Cells, codes, many, useInference } from '../testing/infer-columns.ts';

const { inferCells: infer, inferAll, readIn } = useInference();

describe('a blank or an apostrophe before three digits', () => {
  const integers = (count: number) => many(count, (index) => String(10_000 + index));

  it.each([
    ['a blank', '91 267'],
    ['a blank that does not break', '91\u00a0267'],
    ['an apostrophe', "91'267"],
    ['a typographic apostrophe', '91\u2019267'],
  ])('among bare integers is not read: %s may stand between two codes', async (_name, cell) => {
    for (const count of [200, 2000]) {
      const column = await infer([...integers(count), cell], [...integers(count), '91267']);
      expect(brief(column)).toBe('decimal: 1234.5 | 1234.5');
      expect(column.evidence).toContain(`source: ${count} of ${count + 1} values read as 1234.5`);
      expect(await readIn(column, 'source', cell)).toBeNull();
    }
  });

  it.each([1, 50])(
    'in more than one of a hundred cells makes the column text (%i times as many rows)',
    async (times) => {
      const source = many(100 * times, (index) => (index % 30 === 0 ? '1 234' : String(index)));
      const column = await infer(source, integers(100));
      expect(brief(column)).toBe('text');
      expect(codes(column)).toEqual(['decimal_separator_undecided']);
    },
  );

  it('leaves the column text, with a warning that names the setting', async () => {
    const column = await infer(['1 234', '56 789', '7', '8'], ['1234', '56789', '7', '8']);
    expect(brief(column)).toBe('text');
    expect(codes(column)).toEqual(['decimal_separator_undecided']);
    expect(column.warnings[0]?.message).toContain('columns.column 0.format');
  });

  it.each<[string, Cells, string]>([
    ['two groups', ['1 234 567', '1 234'], 'decimal: 1 234.50 | 1234.5'],
    ['decimals', ['1 234', '12,50'], 'decimal: 1 234,50 | 1234.5'],
    ['decimals beside a group', ["1'234.50", "9'876"], "decimal: 1'234.50 | 1234.5"],
  ])('is a group by %s in another cell', async (_rule, source, expected) => {
    for (const times of [1, 600]) {
      const column = await infer(Array.from({ length: times }, () => source).flat(), ['1234']);
      expect(brief(column)).toBe(expected);
    }
  });

  it('is a group where another column of the same file groups so', async () => {
    const lone = { source: ['1 234', '7'], target: ['1234', '7'] };
    const kindBeside = async (source: Cells, target: Cells) =>
      (await inferAll([lone, { source, target }]))[0]?.formats?.source;
    expect(await kindBeside(['1 234,50'], ['1'])).toBe('1 234.50');
    expect(await kindBeside(['1 234 567'], ['1'])).toBe('1 234.50');
    expect(await kindBeside(["1'234.50"], ['1'])).toBeUndefined();
    expect(await kindBeside(['5 678'], ['1'])).toBeUndefined();
    expect(await kindBeside(['1'], ['1 234,50'])).toBeUndefined();
  });

  it('is a group where the ruleset says that the column holds numbers', async () => {
    const lone = [['1 234'], ['1234']] as const;
    expect(brief(await infer(...lone, { given: { kind: 'decimal' } }))).toBe('decimal: 1 234.50 | 1234.5');
    const given = { formats: { source: '1 234,50' } };
    expect(brief(await infer(...lone, { given }))).toBe('decimal: 1 234,50 | 1234.5');
  });
});

describe('a single separator with always three digits behind it', () => {
  const open = { source: ['1.234', '56.789', '7'], target: ['1234', '56789', '7'] };

  it('leaves the column text, with a warning that names the setting and no value', async () => {
    const [column] = await inferAll([open]);
    expect(column?.kind).toBe('text');
    expect(column?.warnings[0]?.code).toBe('decimal_separator_undecided');
    expect(column?.warnings[0]?.message).toContain('columns.column 0.format');
    expect(column?.warnings[0]?.message).not.toMatch(/1\.234|56\.789/);
  });

  it.each([
    ['a decimal comma in another column makes it a group', ['1,5'], 'decimal: 1.234,50 | 1234.5'],
    ['a decimal point in another column makes it the point', ['1.5'], 'decimal: 1234.5 | 1234.5'],
  ])('%s of the same file', async (_rule, other, expected) => {
    const [column] = await inferAll([open, { source: other, target: ['1'] }]);
    expect(column && brief(column)).toBe(expected);
  });

  it('is not decided by the other file', async () => {
    const [column] = await inferAll([open, { source: ['1'], target: ['1.5'] }]);
    expect(column?.kind).toBe('text');
  });

  it('is not decided where the file contradicts itself', async () => {
    const [column] = await inferAll([open, { source: ['1.5'], target: ['1'] }, { source: ['1,5'], target: ['1'] }]);
    expect(column?.kind).toBe('text');
  });

  it.each<[string, Cells, string]>([
    ['two groups', ['1.234.567', '1.234'], 'decimal: 1.234,50 | 1234.5'],
    ['another number of digits', ['1.234', '1.5'], 'decimal: 1234.5 | 1234.5'],
    ['a zero before it', ['1.234', '0.500'], 'decimal: 1234.5 | 1234.5'],
    ['four digits before it', ['1.234', '1234.567'], 'decimal: 1234.5 | 1234.5'],
  ])('is decided by %s', async (_rule, source, expected) => {
    expect(brief(await infer(source, ['1234', '1']))).toBe(expected);
  });

  it('stays open where some values say the one and some the other', async () => {
    const column = await infer([...many(300, (i) => `${i + 1}.234`), '1.5', '1.234.567'], ['1']);
    expect(brief(column)).toBe('text');
    expect(codes(column)).toEqual(['decimal_separator_undecided']);
  });
});
