import { describe, expect, it } from 'vitest';
import { brief, codes, useInference } from '../testing/infer-columns.ts';

const { inferCells: infer, inferAll, readIn } = useInference();

describe('what the ruleset gives', () => {
  it('wins over the values', async () => {
    expect(brief(await infer(['1', '2'], ['1', '2'], { given: { kind: 'text' } }))).toBe('text');
    expect(brief(await infer(['007'], ['7'], { given: { kind: 'decimal' } }))).toBe('decimal: 1234.5 | 1234.5');
    expect(brief(await infer(['1.234'], ['1234'], { given: { formats: { source: '1.234,56' } } }))).toBe(
      'decimal: 1.234,50 | 1234.5',
    );
    const day = await infer(['01/02/2024'], ['2024-01-02'], { given: { formats: { source: 'MM/dd/yyyy' } } });
    expect(brief(day)).toBe('date: MM/dd/yyyy | yyyy-MM-dd');
    expect(day.inferred).toBe(false);
  });

  it('decides how the other columns of the file are read', async () => {
    const [, column] = await inferAll([
      { source: ['1.234'], target: ['1'], given: { formats: { source: '1.234,50' } } },
      { source: ['2.345'], target: ['2345'] },
    ]);
    expect(column && brief(column)).toBe('decimal: 1.234,50 | 1234.5');
  });

  it('holds for values that do not read, of which it warns when none does', async () => {
    const column = await infer(['x', 'y'], ['1,5', 'z'], { given: { kind: 'decimal' } });
    expect(brief(column)).toBe('decimal: 1234,5 | 1234,5');
    expect(codes(column)).toEqual(['kind_not_found']);
  });

  it('lets a bare exponent be a number', async () => {
    const column = await infer(['1E2'], ['100'], { given: { kind: 'decimal' } });
    expect(await readIn(column, 'source', '1E2')).toBe('100');
  });

  it('makes null words blank before anything is read', async () => {
    const column = await infer(['-999', '1.5', 'leer'], ['1,5'], { given: { nulls: ['-999', 'LEER'] } });
    expect(column.evidence).toBe('source: 1 of 1 values read as 1234.5; target: 1 of 1 values read as 1234,5');
  });

  it('is refused where there is no such format, with the nearest', async () => {
    await expect(
      infer(['1'], ['1'], { given: { kind: 'date', formats: { source: 'DD/MM/YYYY' } } }),
    ).rejects.toMatchObject({
      code: 'RECON_RULESET_INVALID',
      problems: [{ path: 'columns["column 0"].format.source' }],
    });
  });
});
