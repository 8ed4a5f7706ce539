import fc from 'fast-check';
import { DateTime, Settings } from 'luxon';
import { describe, expect, it } from 'vitest';
import { canonicalSql, isUnreadableSql } from './canonical.ts';
import type { CanonicalSpec, TimestampSpec } from './canonical-spec.ts';
import { useTestDatabase } from './testing/database.ts';

const db = useTestDatabase();

const read = async (cell: string, spec: CanonicalSpec) => (await db().readCells([cell], canonicalSql('cell', spec)))[0];

describe('the pivot of two-digit years', () => {
  const short = (pivot?: number): CanonicalSpec => ({
    kind: 'date',
    format: 'dd.MM.yy',
    nulls: [],
    ...(pivot === undefined ? {} : { pivot }),
  });

  it('parts the centuries as luxon does with the same one, for every pivot and year', async () => {
    const before = Settings.twoDigitCutoffYear;
    try {
      const cells = Array.from({ length: 100 }, (_, year) => `28.02.${String(year).padStart(2, '0')}`);
      for (let pivot = 0; pivot <= 99; pivot++) {
        // The last year of the 21st century; there is none for pivot 0.
        Settings.twoDigitCutoffYear = pivot - 1;
        const expected = cells.map((cell) => DateTime.fromFormat(cell, 'dd.MM.yy', { zone: 'UTC' }).toISODate());
        expect(await db().readCells(cells, canonicalSql('cell', short(pivot))), `pivot ${pivot}`).toEqual(expected);
      }
    } finally {
      Settings.twoDigitCutoffYear = before;
    }
  });

  it('knows the leap years of the century that it gives', async () => {
    expect(await read('29.02.00', short(0))).toBeNull();
    expect(await db().readCells(['29.02.00'], isUnreadableSql('cell', short(0)))).toEqual(['true']);
    expect(await read('28.02.00', short(0))).toBe('1900-02-28');
    expect(await read('01.03.00', short(0))).toBe('1900-03-01');
    expect(await read('29.02.00', short(1))).toBe('2000-02-29');
    expect(await read('29.02.04', short(0))).toBe('1904-02-29');
    expect(await read('29.02.72', short(99))).toBe('2072-02-29');
  });

  it('holds for times, too', async () => {
    const spec: CanonicalSpec = { kind: 'timestamp', format: 'MM/dd/yy HH:mm', nulls: [], pivot: 30 };
    expect(await read('12/31/29 23:59', spec)).toBe('2029-12-31 23:59:00');
    expect(await read('12/31/30 23:59', spec)).toBe('1930-12-31 23:59:00');
  });
});

describe('the precision of a time', () => {
  const spec = (more: Partial<TimestampSpec>): TimestampSpec => ({
    kind: 'timestamp',
    format: 'yyyy-MM-dd HH:mm:ss.SSS',
    nulls: [],
    ...more,
  });

  it.each([
    ['millisecond', '2024-02-29 23:59:59.999'],
    ['second', '2024-02-29 23:59:59'],
    ['minute', '2024-02-29 23:59:00'],
    ['hour', '2024-02-29 23:00:00'],
    ['day', '2024-02-29 00:00:00'],
  ] as const)('%s cuts what is smaller', async (precision, expected) => {
    expect(await read('2024-02-29 23:59:59.999999', spec({ precision }))).toBe(expected);
  });

  it('cuts before 1970 downwards as well', async () => {
    expect(await read('1969-12-31 23:59:59.5', spec({ precision: 'second' }))).toBe('1969-12-31 23:59:59');
  });

  it('cuts days of the one zone that is given', async () => {
    const berlin = spec({ zone: 'Europe/Berlin', precision: 'day', cutZone: 'Europe/Berlin' });
    expect(await read('2024-07-01 00:30:00', berlin)).toBe('2024-07-01 00:00:00');
    expect(await read('2024-07-01 23:30:00', berlin)).toBe('2024-07-01 00:00:00');
    const zoned = spec({ format: "yyyy-MM-dd'T'HH:mm:ssZZ", precision: 'day', cutZone: 'Europe/Berlin' });
    expect(await read('2024-06-30T22:30:00Z', zoned)).toBe('2024-07-01 00:00:00');
    const utc = spec({ zone: 'Europe/Berlin', precision: 'day' });
    expect(await read('2024-07-01 00:30:00', utc)).toBe('2024-06-30 00:00:00');
  });
});

describe('serial numbers of a spreadsheet', () => {
  const day: CanonicalSpec = { kind: 'date', format: 'excel_serial', nulls: [] };
  const time: CanonicalSpec = { kind: 'timestamp', format: 'excel_serial', nulls: [] };

  it.each([
    ['1', '1899-12-31'],
    ['61', '1900-03-01'],
    ['25569', '1970-01-01'],
    ['45292', '2024-01-01'],
    [' 45292.0', '2024-01-01'],
    ['45292,00', '2024-01-01'],
    ['2958465', '9999-12-31'],
  ])('%s is the day %s', async (cell, expected) => {
    expect(await read(cell, day)).toBe(expected);
  });

  it.each(['0', '-1', '045292', '2958466', '45292.5', '1E4', '45,292', '99999999', 'x'])(
    '%s is no day',
    async (cell) => {
      expect(await read(cell, day)).toBeNull();
    },
  );

  it.each([
    ['45292', '2024-01-01 00:00:00'],
    ['45292.5', '2024-01-01 12:00:00'],
    ['45292,75', '2024-01-01 18:00:00'],
    ['45292.4166666667', '2024-01-01 10:00:00'],
    ['45292.999988426', '2024-01-01 23:59:59'],
    ['45292.999999999', '2024-01-02 00:00:00'],
  ])('%s is the time %s', async (cell, expected) => {
    expect(await read(cell, time)).toBe(expected);
  });

  it('are the days and times that luxon counts from the last day but one of 1899', async () => {
    const start = DateTime.utc(1899, 12, 30);
    const serial = fc.tuple(fc.integer({ min: 1, max: 2_958_464 }), fc.integer({ min: 0, max: 86_399 }));
    await fc.assert(
      fc.asyncProperty(fc.array(serial, { minLength: 50, maxLength: 60 }), async (given) => {
        const days = given.map(([days]) => start.plus({ days }).toISODate());
        expect(
          await db().readCells(
            given.map(([days]) => String(days)),
            canonicalSql('cell', day),
          ),
        ).toEqual(days);
        // As a spreadsheet writes seconds: ten decimals of a day.
        const cells = given.map(([days, seconds]) => `${days}${(seconds / 86_400).toFixed(10).slice(1)}`);
        const times = given.map(([days, seconds]) => start.plus({ days, seconds }).toFormat('yyyy-MM-dd HH:mm:ss'));
        expect(await db().readCells(cells, canonicalSql('cell', time))).toEqual(times);
      }),
      { numRuns: 10 },
    );
  });

  it('have the zone of their side', async () => {
    expect(await read('45292.5', { ...time, zone: 'Europe/Berlin' } as CanonicalSpec)).toBe('2024-01-01 11:00:00');
  });
});
