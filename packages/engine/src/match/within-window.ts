import { quoteLiteral } from '../duckdb/quote.ts';
import type { ColumnPlan } from '../types.ts';

/**
 * The condition under which two days (or instants) are near enough to each other, as a list of none or one. Calendar days count from
 * day to day for dates and as 24 hours for timestamps; business days are the days between that are neither weekend nor holiday, and a
 * time of day does not count then.
 */
export function withinWindow({ window, specs }: ColumnPlan, source: string, target: string): string[] {
  if (window === undefined) return [];
  const isDate = specs.source.kind === 'date' && specs.target.kind === 'date';
  const { from, unit } = window.business
    ? { from: (value: string) => businessDays(`${value}::date`, window), unit: 1 }
    : isDate
      ? { from: (value: string) => `(${value} - date '1970-01-01')`, unit: 1 }
      : { from: (value: string) => `epoch_us(${value})`, unit: microsecondsOfDay };
  const distance = `(${from(target)} - ${from(source)})`;
  const least = window.direction === 'target_later' ? 0 : -window.days * unit;
  const most = window.direction === 'target_earlier' ? 0 : window.days * unit;
  return [`${distance} between ${least} and ${most}`];
}

const microsecondsOfDay = 86_400_000_000;

type Window = NonNullable<ColumnPlan['window']>;

/**
 * How many business days lie before a day, counted from a Monday long ago: whole weeks, the days of the week that has begun, less the
 * holidays. The difference of two such numbers is the number of business days from one day to the other.
 */
function businessDays(day: string, { weekend, holidays }: Window): string {
  const working = [1, 2, 3, 4, 5, 6, 7].filter((weekday) => !weekend.includes(weekday));
  const sinceMonday = `(${day} - date '0001-01-01')`;
  const before = (weekday: number) => working.filter((each) => each < weekday).length;
  const begun = [1, 2, 3, 4, 5, 6, 7].map((weekday) => before(weekday));
  const ordinary = `(${sinceMonday} // 7 * ${working.length} + [${begun.join(', ')}][${sinceMonday} % 7 + 1])`;
  const off = holidays.filter((holiday) => working.includes(isoWeekday(holiday)));
  if (off.length === 0) return ordinary;
  const list = `[${off.map((holiday) => `date ${quoteLiteral(holiday)}`).join(', ')}]`;
  return `(${ordinary} - len(list_filter(${list}, lambda holiday: holiday < ${day})))`;
}

function isoWeekday(day: string): number {
  return ((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;
}
