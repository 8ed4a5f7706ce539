import fc from 'fast-check';
import { DateTime, Settings } from 'luxon';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canonicalSql, isUnreadableSql } from './canonical.ts';
import type { CanonicalSpec } from './canonical-spec.ts';
import { type TemporalFormat, temporalFormats } from './temporal-formats.ts';
import { useTestDatabase } from './testing/database.ts';

const db = useTestDatabase();

const date = (format: string): CanonicalSpec => ({ kind: 'date', format, nulls: [] });
const timestamp = (format: string, zone?: string): CanonicalSpec => ({
  kind: 'timestamp',
  format,
  nulls: [],
  ...(zone === undefined ? {} : { zone }),
});
const read = async (cell: string, spec: CanonicalSpec) => (await db().readCells([cell], canonicalSql('cell', spec)))[0];

describe('a date cell', () => {
  it.each([
    ['yyyy-MM-dd', '2024-02-29', '2024-02-29'],
    ['yyyy-MM-dd', ' 2024-02-29\t', '2024-02-29'],
    ['dd.MM.yyyy', '31.12.2024', '2024-12-31'],
    ['d.M.yyyy', '1.2.2024', '2024-02-01'],
    ['MM/dd/yyyy', '12/31/2024', '2024-12-31'],
    ['dd/MM/yyyy', '01/02/0001', '0001-02-01'],
    ['dd-MMM-yyyy', '05-SEP-2024', '2024-09-05'],
    ['MMM d, yyyy', 'Sep 5, 2024', '2024-09-05'],
    ['yyyyMMdd', '20240229', '2024-02-29'],
    ['dd.MM.yy', '01.02.69', '2069-02-01'],
    ['dd.MM.yy', '01.02.70', '1970-02-01'],
    ['dd.MM.yy', '29.02.00', '2000-02-29'],
  ])('written as %s reads %j', async (format, cell, day) => {
    expect(await read(cell, date(format))).toBe(day);
  });

  it.each([
    ['yyyy-MM-dd', 'one digit', '2024-1-05'],
    ['yyyy-MM-dd', 'no such day', '2023-02-29'],
    ['yyyy-MM-dd', 'a time behind it', '2024-02-29 00:00:00'],
    ['yyyy-MM-dd', 'the year 0', '0000-01-01'],
    ['yyyy-MM-dd', 'a year before 0', '-024-01-01'],
    ['yyyy-MM-dd', 'what DuckDB calls a date', 'infinity'],
    ['yyyy-MM-dd', 'inner blanks', '2024- 1-05'],
    ['dd.MM.yyyy', 'one digit', '1.02.2024'],
    ['dd.MM.yyyy', 'two digits of the year', '01.02.24'],
    ['dd.MM.yyyy', 'three digits of the year', '01.02.202'],
    ['dd.MM.yyyy', 'a 13th month', '01.13.2024'],
    ['dd.MM.yyyy', 'no such day', '31.04.2024'],
    ['dd.MM.yy', 'four digits of the year', '01.02.2024'],
    ['dd-MMM-yyyy', 'no month', '05-Foo-2024'],
    ['yyyyMMdd', 'seven digits', '2024022'],
  ])('written as %s does not read with %s', async (format, _what, cell) => {
    expect(await read(cell, date(format))).toBeNull();
    expect(await db().readCells([cell], isUnreadableSql('cell', date(format)))).toEqual(['true']);
  });
});

describe('a timestamp cell', () => {
  it.each([
    ['yyyy-MM-dd HH:mm:ss', '2024-02-29 23:59:59', '2024-02-29 23:59:59'],
    ["yyyy-MM-dd'T'HH:mm", '2024-02-29T23:59', '2024-02-29 23:59:00'],
    ["yyyy-MM-dd'T'HH:mm:ss.SSS", '2024-02-29T23:59:59.123456', '2024-02-29 23:59:59.123456'],
    ["yyyy-MM-dd'T'HH:mm:ss.SSS", '2024-02-29T23:59:59.1234560', '2024-02-29 23:59:59.123456'],
    ["yyyy-MM-dd'T'HH:mm:ss.SSS", '2024-02-29T23:59:59', '2024-02-29 23:59:59'],
    ["yyyy-MM-dd'T'HH:mm:ssZZ", '2024-01-01T00:30:00+02:00', '2023-12-31 22:30:00'],
    ["yyyy-MM-dd'T'HH:mm:ssZZ", '2024-01-01T00:30:00-0330', '2024-01-01 04:00:00'],
    ["yyyy-MM-dd'T'HH:mm:ssZZ", '2024-01-01T00:30:00Z', '2024-01-01 00:30:00'],
    ['yyyy-MM-dd HH:mm:ssZZ', '2024-01-01 00:30:00 +0100', '2023-12-31 23:30:00'],
    ['yyyy-MM-dd HH:mm:ssZZ', '2024-01-01 00:30:00 -03:30', '2024-01-01 04:00:00'],
    ['yyyy-MM-dd HH:mm:ssZZ', '2024-01-01 00:30:00 UTC', '2024-01-01 00:30:00'],
    ['yyyy-MM-dd HH:mm:ssZZ', '2024-01-01 00:30:00 Z', '2024-01-01 00:30:00'],
    ['yyyy-MM-dd HH:mm:ssZZ', '2024-01-01 00:30:00 GMT', '2024-01-01 00:30:00'],
    ['dd.MM.yyyy HH:mm:ss.SSS', '29.02.2024 23:59:59.5', '2024-02-29 23:59:59.5'],
    ['dd.MM.yyyy HH:mm:ss.SSS', '29.02.2024 23:59:59', '2024-02-29 23:59:59'],
    ['MM/dd/yyyy h:mm a', '12/31/2024 12:05 am', '2024-12-31 00:05:00'],
    ['MM/dd/yyyy h:mm a', '12/31/2024 12:05 PM', '2024-12-31 12:05:00'],
    ['dd.MM.yy HH:mm', '01.02.69 10:00', '2069-02-01 10:00:00'],
  ])('written as %s reads %j', async (format, cell, instant) => {
    expect(await read(cell, timestamp(format))).toBe(instant);
  });

  it.each([
    ['yyyy-MM-dd HH:mm:ss', 'an hour 24', '2024-02-29 24:00:00'],
    ['yyyy-MM-dd HH:mm:ss', 'a second 60', '2024-02-29 23:59:60'],
    ['yyyy-MM-dd HH:mm:ss', 'no time', '2024-02-29'],
    ['yyyy-MM-dd HH:mm:ss', 'a zone', '2024-02-29 23:59:59Z'],
    ["yyyy-MM-dd'T'HH:mm:ss.SSS", 'more than microseconds', '2024-02-29T23:59:59.1234567'],
    ["yyyy-MM-dd'T'HH:mm:ssZZ", 'no zone', '2024-02-29T23:59:59'],
    ['MM/dd/yyyy h:mm a', 'an hour 13', '12/31/2024 13:05 PM'],
  ])('written as %s does not read with %s', async (format, _what, cell) => {
    expect(await read(cell, timestamp(format))).toBeNull();
  });

  it('is its midnight where the value is a day', async () => {
    expect(await read('29.02.2024', timestamp('dd.MM.yyyy'))).toBe('2024-02-29 00:00:00');
    expect(await read('29.02.2024', timestamp('dd.MM.yyyy', 'Asia/Tokyo'))).toBe('2024-02-28 15:00:00');
  });

  it('becomes UTC by the zone of its side, of a repeated local time the later instant, a skipped one not at all', async () => {
    const berlin = timestamp('yyyy-MM-dd HH:mm:ss', 'Europe/Berlin');
    expect(await read('2024-07-01 12:00:00', berlin)).toBe('2024-07-01 10:00:00');
    expect(await read('2024-10-27 02:30:00', berlin)).toBe('2024-10-27 01:30:00');
    expect(await read('2024-03-31 02:30:00', berlin)).toBeNull();
    expect(await read('2024-03-31 03:30:00', berlin)).toBe('2024-03-31 01:30:00');
  });

  it('keeps its own offset where the side has a zone', async () => {
    const spec = timestamp("yyyy-MM-dd'T'HH:mm:ssZZ", 'Asia/Tokyo');
    expect(await read('2024-01-01T00:00:00+02:00', spec)).toBe('2023-12-31 22:00:00');
  });
});

describe('every row of the table of formats', () => {
  // luxon's pivot for two-digit years is a global setting; the product's is 1970 to 2069.
  let cutoff: number;
  beforeEach(() => {
    cutoff = Settings.twoDigitCutoffYear;
    Settings.twoDigitCutoffYear = 69;
  });
  afterEach(() => {
    Settings.twoDigitCutoffYear = cutoff;
  });

  /** Reads every format with DuckDB in one query; `cells` per format. */
  async function readAll(cells: readonly (readonly string[])[]): Promise<(string | null)[][]> {
    const values: (string | null)[][] = [];
    for (const [index, format] of temporalFormats.entries()) {
      const spec = format.time === undefined ? date(format.name) : timestamp(format.name);
      values.push((await db().readCells(cells[index] ?? [], canonicalSql('cell', spec))) as (string | null)[]);
    }
    return values;
  }

  const instants = fc.sample(
    fc.date({ min: new Date('1970-01-01T00:00:00Z'), max: new Date('2069-12-31T23:59:59Z'), noInvalidDate: true }),
    { numRuns: 25, seed: 7 },
  );

  it('reads what luxon writes to the value that luxon wrote', async () => {
    const moments = temporalFormats.map((format) => instants.map((instant) => truncate(instant, format)));
    const cells = moments.map((list, index) =>
      list.map((moment) => moment.toFormat(temporalFormats[index]?.name ?? '')),
    );
    const values = await readAll(cells);
    for (const [index, format] of temporalFormats.entries()) {
      const expected = moments[index]?.map((moment) => asDuckDB(moment, format));
      expect(values[index], format.name).toEqual(expected);
    }
  });

  it('reads nothing to another value than luxon does, and refuses only what its pattern or the calendar refuses', async () => {
    // Cells of every format, some with one character changed, dropped or doubled, are given to every format of the same length.
    const cells = temporalFormats.map((format, index) =>
      instants.slice(0, 12).flatMap((instant, place) => {
        const cell = truncate(instant, format).toFormat(format.name);
        const at = (place * 7 + index) % cell.length;
        const digit = String((place * 3 + index) % 10);
        return [
          `${cell.slice(0, at)}${digit}${cell.slice(at + 1)}`,
          cell.slice(0, at) + cell.slice(at + 1),
          `${cell.slice(0, at)}0${cell.slice(at)}`,
        ];
      }),
    );
    const values = await readAll(cells);
    for (const [index, format] of temporalFormats.entries()) {
      const strict = new RegExp(`^(?:${format.pattern})$`);
      const expected = cells[index]?.map((cell) => {
        const moment = readByLuxon(cell, format);
        return strict.test(cell) && moment.isValid ? asDuckDB(moment, format) : null;
      });
      expect(values[index]?.map(toMilliseconds), format.name).toEqual(expected);
    }
  });
});

/** The moment with what the format can hold. */
function truncate(instant: Date, { name, time }: TemporalFormat): DateTime {
  const moment = DateTime.fromJSDate(instant, { zone: 'UTC' }).setLocale('en-US');
  if (time === undefined) return moment.startOf('day');
  if (!name.includes('ss')) return moment.startOf('minute');
  return name.includes('SSS') ? moment : moment.startOf('second');
}

/** luxon has no token for an optional fraction of any length, nor for offsets written in several ways. */
function readByLuxon(cell: string, { name, date, time }: TemporalFormat): DateTime {
  const form = cell.includes('.', date.name.length) ? name.replace('SSS', 'u') : name.replace('.SSS', '');
  const offset = (text: string) =>
    text
      .replace(/Z$/, '+00:00')
      .replace(/([+-]\d\d):?(\d\d)?$/, (_all, hours, minutes) => `${hours}:${minutes ?? '00'}`);
  return DateTime.fromFormat(time?.zoned ? offset(cell) : cell, form, { zone: 'UTC', locale: 'en-US' });
}

function asDuckDB(moment: DateTime, { time }: TemporalFormat): string {
  const utc = moment.toUTC();
  if (time === undefined) return utc.toFormat('yyyy-MM-dd');
  return withoutZeros(utc.toFormat('yyyy-MM-dd HH:mm:ss.SSS'));
}

/** luxon knows no microseconds. */
function toMilliseconds(value: string | null): string | null {
  return value && withoutZeros(value.replace(/([.]\d{3})\d+$/, '$1'));
}

function withoutZeros(text: string): string {
  return text.includes('.') ? text.replace(/[.]?0+$/, '') : text;
}
