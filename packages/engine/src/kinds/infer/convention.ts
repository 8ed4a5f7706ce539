import { findDecimalFormat } from '../decimal-formats.ts';
import { showsGroups } from './groups.ts';
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

/** The blanks and apostrophes that group digits beyond doubt in some column of one file. */
export function groupsOf(
  readings: readonly SideReading[],
  given: readonly (string | undefined)[],
): ReadonlySet<string> {
  const shown = readings.flatMap(({ decimal }) => {
    if (decimal?.state !== 'settled' || decimal.count.grouped === 0 || !showsGroups(decimal.count)) return [];
    return [decimal.count.format];
  });
  const formats = [...shown, ...given.filter((format) => format !== undefined)];
  return new Set(formats.map((format) => findDecimalFormat(format)?.group ?? ''));
}
