import { describe, expect, it } from 'vitest';
import { nameColumns, normaliseColumnName, numberedColumns } from './column-names.ts';

describe('naming columns', () => {
  it('takes names as the same when case, blanks, underscores, hyphens or width differ', () => {
    for (const name of [
      'Booking date',
      'booking_date',
      ' BOOKING--DATE ',
      'booking \u00a0_date',
      '\uff22ooking date',
    ]) {
      expect(normaliseColumnName(name)).toBe('booking date');
    }
    expect(normaliseColumnName('bookingdate')).not.toBe('booking date');
  });

  it('trims names, numbers empty ones by position and repeated ones by the next free number', () => {
    const { names, warnings } = nameColumns([' id ', '', 'Amount', 'amount', 'AMOUNT', 'amount_2', '\u00a0']);
    expect(names).toEqual(['id', 'column_2', 'Amount', 'amount_3', 'AMOUNT_4', 'amount_2', 'column_7']);
    expect(warnings.map(({ code }) => code)).toEqual([
      'column_without_name',
      'column_name_repeated',
      'column_name_repeated',
      'column_without_name',
    ]);
  });

  it('gives an empty name no number that a column has as its name', () => {
    expect(nameColumns(['column_2', '', 'Column 3', '']).names).toEqual([
      'column_2',
      'column_4',
      'Column 3',
      'column_5',
    ]);
  });

  it('keeps names that are members of every object', () => {
    expect(nameColumns(['__proto__', 'constructor', '__proto__']).names).toEqual([
      '__proto__',
      'constructor',
      '__proto___2',
    ]);
  });

  it('warns about thousands of empty names in a few lines', () => {
    const { names, warnings } = nameColumns(new Array<string>(5000).fill(''));
    expect(new Set(names).size).toBe(5000);
    expect(warnings).toHaveLength(21);
    expect(warnings.at(-1)?.message).toBe('4980 more column names are empty or repeated.');
  });

  it('numbers the columns of a table without a header', () => {
    expect(numberedColumns(3)).toEqual(['column_1', 'column_2', 'column_3']);
  });
});
