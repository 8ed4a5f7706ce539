import { findDecimalFormat } from '../decimal-formats.ts';
import type { SideReading } from './read-side.ts';

/**
 * The decimal separator that the columns of one file show beyond doubt; undefined when none does, or when they contradict each
 * other. The other file never decides: agreement would prove itself.
 */
export function conventionOf(readings: readonly SideReading[]): '.' | ',' | undefined {
  const seen = new Set(
    readings.flatMap(({ decimal }) =>
      decimal?.state === 'settled' && decimal.certain ? [findDecimalFormat(decimal.count.format)?.decimal] : [],
    ),
  );
  return seen.size === 1 ? [...seen][0] : undefined;
}
