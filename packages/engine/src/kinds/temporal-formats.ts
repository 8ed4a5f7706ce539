/** How dates are written in a column. `name` is also the luxon form. */
export interface DateFormat {
  readonly name: string;
  readonly strptime: string;
  /** What strptime is too lax for: number of digits, outer blanks. RE2 and JavaScript read it alike. */
  readonly pattern: string;
  /** Two-digit years, which mean 1970 to 2069 unless the ruleset gives another pivot. */
  readonly shortYear?: boolean;
  /** Which of the first two numbers is the day, where that is a question. */
  readonly order?: 'day-first' | 'month-first';
}

/** How a time follows the date. */
export interface TimeFormat {
  readonly name: string;
  readonly strptime: readonly string[];
  readonly pattern: string;
  /** Ends in an offset from UTC; only behind an ISO date. */
  readonly zoned?: boolean;
}

// Not 0000: the calendars of luxon and DuckDB disagree about it.
const year = '(?:[1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])';
const month = '(?:0[1-9]|1[0-2])';
const day = '(?:0[1-9]|[12][0-9]|3[01])';
const shortMonth = '(?:0?[1-9]|1[0-2])';
const shortDay = '(?:0?[1-9]|[12][0-9]|3[01])';
const monthName = '(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)';

/** Stricter ones before those that read the same values and more. */
export const dateFormats: readonly DateFormat[] = [
  { name: 'yyyy-MM-dd', strptime: '%Y-%m-%d', pattern: `${year}-${month}-${day}` },
  { name: 'yyyy/MM/dd', strptime: '%Y/%m/%d', pattern: `${year}/${month}/${day}` },
  { name: 'yyyy.MM.dd', strptime: '%Y.%m.%d', pattern: `${year}[.]${month}[.]${day}` },
  ...['.', '/', '-'].flatMap((separator) => [...dayAndMonth(separator, 'yyyy'), ...dayAndMonth(separator, 'yy')]),
  ...['-', ' '].flatMap((separator) => named(separator)),
  { name: 'MMM d, yyyy', strptime: '%b %d, %Y', pattern: `${monthName} ${shortDay}, ${year}` },
  { name: 'yyyyMMdd', strptime: '%Y%m%d', pattern: `${year}${month}${day}` },
];

/** Both orders with two digits, then both with one or two. */
function dayAndMonth(separator: string, yearName: 'yyyy' | 'yy'): DateFormat[] {
  const mark = separator === '.' ? '[.]' : separator;
  const yearPattern = yearName === 'yyyy' ? year : '[0-9]{2}';
  const rest = {
    yearPart: `${mark}${yearPattern}`,
    common: yearName === 'yy' ? { shortYear: true as const } : {},
    yearToken: yearName === 'yyyy' ? '%Y' : '%y',
  };
  const rows = [
    { d: 'dd', m: 'MM', dayPattern: day, monthPattern: month },
    { d: 'd', m: 'M', dayPattern: shortDay, monthPattern: shortMonth },
  ];
  return rows.flatMap(({ d, m, dayPattern, monthPattern }): DateFormat[] => [
    {
      name: [d, m, yearName].join(separator),
      strptime: ['%d', '%m', rest.yearToken].join(separator),
      pattern: `${dayPattern}${mark}${monthPattern}${rest.yearPart}`,
      order: 'day-first',
      ...rest.common,
    },
    {
      name: [m, d, yearName].join(separator),
      strptime: ['%m', '%d', rest.yearToken].join(separator),
      pattern: `${monthPattern}${mark}${dayPattern}${rest.yearPart}`,
      order: 'month-first',
      ...rest.common,
    },
  ]);
}

function named(separator: string): DateFormat[] {
  return [
    { d: 'dd', dayPattern: day },
    { d: 'd', dayPattern: shortDay },
  ].flatMap(({ d, dayPattern }): DateFormat[] => [
    {
      name: [d, 'MMM', 'yyyy'].join(separator),
      strptime: ['%d', '%b', '%Y'].join(separator),
      pattern: [dayPattern, monthName, year].join(separator),
    },
    {
      name: [d, 'MMM', 'yy'].join(separator),
      strptime: ['%d', '%b', '%y'].join(separator),
      pattern: [dayPattern, monthName, '[0-9]{2}'].join(separator),
      shortYear: true,
    },
  ]);
}

const hour = '(?:[01][0-9]|2[0-3])';
const sixty = '[0-5][0-9]';
const hour12 = '(?:0?[1-9]|1[0-2])';
// Beyond microseconds only zeros: nothing is cut off in silence.
const fraction = '(?:[.][0-9]{1,6}0*)?';
// Shops and version control write a blank before it.
const offset = ' ?(?:Z|UTC|GMT|[+-](?:0[0-9]|1[0-4])(?::?[0-5][0-9])?)';

const timeFormats: readonly TimeFormat[] = [
  { name: 'HH:mm:ss', strptime: ['%H:%M:%S'], pattern: `${hour}:${sixty}:${sixty}` },
  { name: 'HH:mm', strptime: ['%H:%M'], pattern: `${hour}:${sixty}` },
  {
    name: 'HH:mm:ss.SSS',
    strptime: ['%H:%M:%S.%f', '%H:%M:%S'],
    pattern: `${hour}:${sixty}:${sixty}(?:[.][0-9]{1,6})?`,
  },
  { name: 'h:mm:ss a', strptime: ['%I:%M:%S %p'], pattern: `${hour12}:${sixty}:${sixty} (?i:[AP]M)` },
  { name: 'h:mm a', strptime: ['%I:%M %p'], pattern: `${hour12}:${sixty} (?i:[AP]M)` },
];

/** What DuckDB's own cast reads: an ISO date, then one of these. */
const isoTimeFormats: readonly TimeFormat[] = [
  { name: 'HH:mm:ss', strptime: [], pattern: `${hour}:${sixty}:${sixty}` },
  { name: 'HH:mm', strptime: [], pattern: `${hour}:${sixty}` },
  { name: 'HH:mm:ss.SSS', strptime: [], pattern: `${hour}:${sixty}:${sixty}${fraction}` },
  { name: 'HH:mmZZ', strptime: [], pattern: `${hour}:${sixty}${offset}`, zoned: true },
  { name: 'HH:mm:ssZZ', strptime: [], pattern: `${hour}:${sixty}:${sixty}${offset}`, zoned: true },
  { name: 'HH:mm:ss.SSSZZ', strptime: [], pattern: `${hour}:${sixty}:${sixty}${fraction}${offset}`, zoned: true },
];

/** A date alone, or a date and a time. */
export interface TemporalFormat {
  readonly name: string;
  readonly date: DateFormat;
  readonly time?: TimeFormat;
  /** Read by DuckDB's cast instead of strptime. */
  readonly iso: boolean;
  readonly pattern: string;
}

const isoDate = 'yyyy-MM-dd';

/** The closed table: every date, and every date with every time that can follow it. */
export const temporalFormats: readonly TemporalFormat[] = dateFormats.flatMap((date): TemporalFormat[] => {
  const iso = date.name === isoDate;
  const alone = { name: date.name, date, iso, pattern: date.pattern };
  if (date.name === 'yyyyMMdd') return [alone];
  const times = iso ? isoTimeFormats : timeFormats;
  const separators = iso ? ([' ', "'T'"] as const) : ([' '] as const);
  return [
    alone,
    ...separators.flatMap((separator) =>
      times.map((time) => ({
        name: `${date.name}${separator}${time.name}`,
        date,
        time,
        iso,
        pattern: `${date.pattern}${separator === ' ' ? ' ' : 'T'}${time.pattern}`,
      })),
    ),
  ];
});

/** Numbers that spreadsheets show as dates, a fraction as the time. Never inferred: any number could be one. */
export const excelSerial: TemporalFormat = {
  name: 'excel_serial',
  date: { name: 'excel_serial', strptime: '', pattern: '[1-9][0-9]{0,6}' },
  iso: false,
  pattern: '[1-9][0-9]{0,6}(?:[.,][0-9]{1,15})?',
};

const byName = new Map([...temporalFormats, excelSerial].map((format) => [format.name, format]));

export function findTemporalFormat(name: string): TemporalFormat | undefined {
  return byName.get(name);
}
