import { findDecimalFormat } from '../decimal-formats.ts';
import type { SideReading } from './read-side.ts';

/**
 * The decimal separator that the columns of one file show beyond doubt; undefined when none does, or when they contradict each
 * other. The other file never decides: agreement would prove itself.
 *
 * @param given Formats that the ruleset gives for columns of this file.
 */
export function conventionOf(
  readings: readonly SideReading[],
  given: readonly (string | undefined)[],
): '.' | ',' | undefined {
  const shown = readings.map(({ decimal }) =>
    decimal?.state === 'settled' && decimal.certain ? decimal.count.format : undefined,
  );
  const seen = new Set(
    [...shown, ...given]
      .map((format) => (format === undefined ? undefined : findDecimalFormat(format)?.decimal))
      .filter((decimal) => decimal !== undefined),
  );
  return seen.size === 1 ? [...seen][0] : undefined;
}
