import { quoteLiteral } from '../duckdb/quote.ts';
import { trimmedSql } from './blanks.ts';
import { findTemporalFormat, type TemporalFormat } from './temporal-formats.ts';

/** The day as DATE; NULL when the cell does not read in the format. @throws TypeError for a name that is no date format. */
export function dateSql(cell: string, formatName: string): string {
  const format = formatOf(formatName);
  if (format.time !== undefined) throw new TypeError(`${formatName} has a time and is not for dates`);
  return readSql(cell, format, (text) =>
    format.iso ? `try_cast(${text} AS DATE)` : `${strptimeSql(text, format)}::DATE`,
  );
}

/**
 * The instant as TIMESTAMP in UTC: by the offset in the value, else by `zone`, else as it stands. A day is its midnight. Of a local
 * time that the clock repeats, the later instant; one that it skips is NULL.
 */
export function timestampSql(cell: string, formatName: string, zone?: string): string {
  const format = formatOf(formatName);
  if (format.time?.zoned) {
    return readSql(cell, format, (text) => `timezone('UTC', try_cast(${text} AS TIMESTAMPTZ))`);
  }
  const local = readSql(cell, format, (text) =>
    format.iso ? `try_cast(${text} AS TIMESTAMP)` : `${strptimeSql(text, format)}::TIMESTAMP`,
  );
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
function readSql(cell: string, format: TemporalFormat, read: (text: string) => string): string {
  const pattern = quoteLiteral(format.pattern);
  const matches = (text: string) => `regexp_full_match(${text}, ${pattern})`;
  const trimmed = trimmedSql(cell);
  return `CASE ${matches(cell)} WHEN true THEN ${read(cell)}
    WHEN false THEN CASE WHEN ${matches(trimmed)} THEN ${read(trimmed)} END END`;
}

function strptimeSql(text: string, { date, time }: TemporalFormat): string {
  const forms = time === undefined ? [date.strptime] : time.strptime.map((form) => `${date.strptime} ${form}`);
  const parsed = `try_strptime(${text}, ${forms.length === 1 ? forms.map(quoteLiteral)[0] : `[${forms.map(quoteLiteral).join(', ')}]`})`;
  if (!date.shortYear) return parsed;
  // strptime reads 69 as 1969; here two digits mean 1970 to 2069.
  return `(CASE WHEN ${parsed} < TIMESTAMP '1970-01-01' THEN ${parsed} + INTERVAL 100 YEAR ELSE ${parsed} END)`;
}
