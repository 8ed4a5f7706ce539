import { describe, expect, it } from 'vitest';
import { brief, codes, many, useInference } from '../testing/infer-columns.ts';

const { inferCells: infer, readIn } = useInference();

describe('the order of day and month', () => {
  it('is asked back where one side is open and the other is certain', async () => {
    const column = await infer(['01/02/2024', '03/04/2024'], ['2024-02-01', '2024-04-03']);
    expect(column.kind).toBe('text');
    expect(codes(column)).toEqual(['day_month_undecided']);
    expect(column.undecided?.side).toBe('source');
    expect(column.undecided?.candidates.map(brief)).toEqual([
      'date: dd/MM/yyyy | yyyy-MM-dd',
      'date: MM/dd/yyyy | yyyy-MM-dd',
    ]);
  });

  it('is the same for two open sides, with a warning', async () => {
    const column = await infer(['01/02/2024'], ['01.02.2024']);
    expect(brief(column)).toBe('date: dd/MM/yyyy | dd.MM.yyyy');
    expect(codes(column)).toEqual(['day_month_assumed']);
  });

  it('is no question where day and month are always the same', async () => {
    const column = await infer(['05/05/2024'], ['2024-05-05']);
    expect(brief(column)).toBe('date: dd/MM/yyyy | yyyy-MM-dd');
    expect(column.warnings).toEqual([]);
  });

  it('is decided by a 13th month anywhere in a long column', async () => {
    const source = many(5000, (i) => (i === 4998 ? '13/02/2024' : `0${(i % 9) + 1}/02/2024`));
    const column = await infer(source, ['2024-02-01']);
    expect(brief(column)).toBe('date: dd/MM/yyyy | yyyy-MM-dd');
  });
});

describe('zones', () => {
  it('of one side alone make the other UTC, with a warning', async () => {
    const column = await infer(['2024-01-05T10:00:00+02:00'], ['2024-01-05 08:00:00']);
    expect(column.kind).toBe('timestamp');
    expect(codes(column)).toEqual(['zone_assumed_utc']);
    expect(column.warnings[0]?.message).toContain('target.zone');
  });

  it('given by the ruleset apply to values with a time, and to a day of the other side', async () => {
    const column = await infer(['2024-01-05 00:00:00'], ['2024-01-05'], { zones: { source: 'Europe/Berlin' } });
    expect(await readIn(column, 'source', '2024-01-05 00:00:00')).toBe('2024-01-04 23:00:00');
    expect(await readIn(column, 'target', '2024-01-05')).toBe('2024-01-04 23:00:00');
  });

  it('that do not exist are refused', async () => {
    await expect(infer(['1'], ['1'], { zones: { target: 'Europe/Nowhere' } })).rejects.toMatchObject({
      code: 'RECON_RULESET_INVALID',
      problems: [{ path: 'target.zone' }],
    });
  });

  it('mean nothing for days', async () => {
    const column = await infer(['2024-01-05'], ['05.01.2024', '15.01.2024'], { zones: { source: 'Europe/Berlin' } });
    expect(column.specs.source).toEqual({ kind: 'date', format: 'yyyy-MM-dd', nulls: [] });
    expect(column.warnings).toEqual([]);
  });
});
