import { absolute, atMost, type Exact, equal, exact, minus, times, write } from './exact.ts';
import type { OracleColumn, Value } from './types.ts';

/** `equal`: the canonical values are; `near`: within a tolerance or window; else they differ. */
export type Judgement = 'equal' | 'near' | 'differ';

export function judge({ rule }: OracleColumn, source: Value, target: Value): Judgement {
  if (isSame(source, target)) return 'equal';
  if (source.is === 'number' && target.is === 'number') {
    if (otherCurrency(source, target)) return 'differ';
    return isWithin(source.value, target.value, rule.tolerance) ? 'near' : 'differ';
  }
  if (rule.window !== undefined) {
    if ((source.is === 'day' && target.is === 'day') || (source.is === 'instant' && target.is === 'instant')) {
      return isInWindow(source.day, target.day, rule.window) ? 'near' : 'differ';
    }
  }
  return 'differ';
}

type Amount = Extract<Value, { is: 'number' }>;

/** One against none agrees. */
export const otherCurrency = (a: Amount, b: Amount): boolean =>
  a.currency !== undefined && b.currency !== undefined && a.currency !== b.currency;

export function isSame(a: Value, b: Value): boolean {
  if (a.is === 'number' && b.is === 'number') return equal(a.value, b.value) && !otherCurrency(a, b);
  return identity(a) === identity(b);
}

/** Values with the same identity agree; amounts without their currency. */
export function identity(value: Value): string {
  switch (value.is) {
    case 'null':
      return 'null';
    case 'text':
      return `text ${value.text}`;
    case 'number':
      return `number ${write(value.value)}`;
    case 'day':
      return `day ${value.day}`;
    case 'instant':
      return `instant ${value.micros}`;
    case 'boolean':
      return `boolean ${value.value}`;
  }
}

function isWithin(source: Exact, target: Exact, tolerance: OracleColumn['rule']['tolerance']): boolean {
  if (tolerance === undefined) return false;
  const difference = absolute(minus(source, target));
  if (tolerance.absolute !== undefined && atMost(difference, exact(tolerance.absolute))) return true;
  if (tolerance.percent === undefined) return false;
  const larger = atMost(absolute(source), absolute(target)) ? absolute(target) : absolute(source);
  return atMost(times(difference, exact('100')), times(larger, exact(tolerance.percent)));
}

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** Business days between two days: from the earlier one to before the later one, so that a Sunday counts as its Monday. */
function isInWindow(source: number, target: number, window: NonNullable<OracleColumn['rule']['window']>): boolean {
  const [first, last] = source < target ? [source, target] : [target, source];
  const onWrongSide =
    (window.direction === 'target_later' && target < source) ||
    (window.direction === 'target_earlier' && target > source);
  if (window.business !== true) return !onWrongSide && last - first <= window.days;
  const holidays = new Set((window.holidays ?? []).map((day) => Date.parse(day) / 86_400_000));
  const weekend: readonly string[] = window.weekend ?? ['sat', 'sun'];
  let count = 0;
  for (let day = first; day < last; day++) {
    // 1970-01-01 was a Thursday.
    const weekday = weekdays[(((day + 3) % 7) + 7) % 7] ?? '';
    if (!weekend.includes(weekday) && !holidays.has(day)) count++;
  }
  // No business day apart is the same business day, whatever the direction.
  return count === 0 || (!onWrongSide && count <= window.days);
}
