import { quoteLiteral } from '../duckdb/quote.ts';
import { trimmedSql } from './blanks.ts';
import type { TimestampSpec } from './canonical-spec.ts';
import { excelSerial, findTemporalFormat, type TemporalFormat } from './temporal-formats.ts';
import { withSql } from './with.ts';

/** Two-digit years below it mean 20xx, the others 19xx, unless the ruleset says otherwise. */
export const usualPivot = 70;

/** The day as DATE; NULL when the cell does not read in the format. @throws TypeError for a name that is no date format. */
export function dateSql(cell: string, formatName: string, pivot?: number): string {
  const format = formatOf(formatName);
  if (format.time !== undefined) throw new TypeError(`${formatName} has a time and is not for dates`);
  if (format === excelSerial) return readSql(cell, { pattern: wholeSerial }, (text) => serialDaySql(text));
  return readSql(cell, format, (text) =>
    format.iso ? `try_cast(${text} AS DATE)` : `${strptimeSql(text, format, pivot)}::DATE`,
  );
}

type Reading = Pick<TimestampSpec, 'format' | 'zone' | 'pivot' | 'precision' | 'cutZone'>;

/**
 * The instant as TIMESTAMP in UTC: by the offset in the value, else by `zone`, else as it stands. A day is its midnight. Of a local
 * time that the clock repeats, the later instant; one that it skips is NULL. Cut to a precision it is the local time of `cutZone`.
 */
export function timestampSql(cell: string, reading: Reading): string {
  const { precision, cutZone } = reading;
  const instant = instantSql(cell, reading);
  if (precision === undefined) return instant;
  const local = cutZone === undefined ? instant : `timezone(${quoteLiteral(cutZone)}, timezone('UTC', ${instant}))`;
  return `date_trunc('${precision}', ${local})::TIMESTAMP`;
}

/** The cast wants no blank before an offset, and knows Z alone as a name of UTC there. */
function joined(text: string): string {
  return `replace(replace(regexp_replace(${text}, ' ?(?:UTC|GMT|Z)$', 'Z'), ' +', '+'), ' -', '-')`;
}

function instantSql(cell: string, { format: formatName, zone, pivot }: Reading): string {
  const format = formatOf(formatName);
  if (format.time?.zoned) {
    // The cast wants seconds before an offset. What was matched has its minutes at the same place always.
    const complete = (text: string) =>
      format.name.endsWith('HH:mmZZ') ? `(left(${text}, 16) || ':00' || substr(${text}, 17))` : text;
    return readSql(cell, format, (text) => `timezone('UTC', try_cast(${complete(joined(text))} AS TIMESTAMPTZ))`);
  }
  const local = readSql(cell, format, (text) => {
    if (format === excelSerial) return serialTimeSql(text);
    return format.iso ? `try_cast(${text} AS TIMESTAMP)` : `${strptimeSql(text, format, pivot)}::TIMESTAMP`;
  });
  if (zone === undefined) return local;
  const named = quoteLiteral(zone);
  const instant = `timezone(${named}, ${local})`;
  return `CASE WHEN timezone(${named}, ${instant}) = ${local} THEN timezone('UTC', ${instant}) END`;
}

function formatOf(name: string): TemporalFormat {
  const format = findTemporalFormat(name);
  if (format === undefined) throw new TypeError(`there is no date or time format ${name}`);
  return format;
}

/** Most cells match as they stand; only the others are trimmed, which is dear. Year 0 and the like have no day. */
function readSql(cell: string, format: Pick<TemporalFormat, 'pattern'>, read: (text: string) => string): string {
  const pattern = quoteLiteral(format.pattern);
  const matches = (text: string) => `regexp_full_match(${text}, ${pattern})`;
  const trimmed = trimmedSql(cell);
  return `CASE ${matches(cell)} WHEN true THEN ${read(cell)}
    WHEN false THEN CASE WHEN ${matches(trimmed)} THEN ${read(trimmed)} END END`;
}

function strptimeSql(text: string, { date, time }: TemporalFormat, pivot = usualPivot): string {
  const forms = time === undefined ? [date.strptime] : time.strptime.map((form) => `${date.strptime} ${form}`);
  const parsed = `try_strptime(${text}, ${forms.length === 1 ? forms.map(quoteLiteral)[0] : `[${forms.map(quoteLiteral).join(', ')}]`})`;
  if (!date.shortYear) return parsed;
  return inCenturySql(parsed, pivot);
}

/** strptime reads two digits as 1969 to 2068; here they mean 19xx from the pivot on, and 20xx below it. */
function inCenturySql(parsed: string, pivot: number): string {
  const short = String(pivot).padStart(2, '0');
  if (pivot >= 69) {
    return `(CASE WHEN ${parsed} < TIMESTAMP '19${short}-01-01' THEN ${parsed} + INTERVAL 100 YEAR ELSE ${parsed} END)`;
  }
  // 1900 was no leap year: its 29th of February is no day, not the 28th.
  return withSql(
    'century_',
    parsed,
    `CASE WHEN century_ < TIMESTAMP '20${short}-01-01' THEN century_
      WHEN century_ >= TIMESTAMP '2000-02-29' AND century_ < TIMESTAMP '2000-03-01' THEN NULL
      ELSE century_ - INTERVAL 100 YEAR END`,
  );
}

/** A serial number of a day without a time of day. */
const wholeSerial = '[1-9][0-9]{0,6}(?:[.,]0+)?';

/** Days since 1899-12-30, as far as the year 9999. */
function serialDaySql(text: string): string {
  return withSql(
    'serial_',
    `regexp_extract(${text}, '^[0-9]+')::INTEGER`,
    `CASE WHEN serial_ <= 2958465 THEN DATE '1899-12-30' + serial_ END`,
  );
}

/** The fraction is a part of the day, known to some microseconds: it is taken to the nearest millisecond. */
function serialTimeSql(text: string): string {
  const fraction = `('0.' || left(regexp_extract(${text}, '[.,]([0-9]*)', 1) || '0', 15))::DECIMAL(28, 15)`;
  const milliseconds = `round(${fraction} * 86400000::DECIMAL(10, 0), 0)::BIGINT`;
  return `(${serialDaySql(text)})::TIMESTAMP + to_milliseconds(${milliseconds})`;
}
