import { type ColumnKind, ReconcylError } from '@reconcyl/contracts';
import { editDistance } from '../edit-distance.ts';
import { decimalFormats, findDecimalFormat, formatName, isPercentFormat } from './decimal-formats.ts';
import { excelSerial, findTemporalFormat, temporalFormats } from './temporal-formats.ts';

/**
 * The table's name of a format that a ruleset gives: decimals may be named by another example (`1.234,56`).
 *
 * @param path Where the ruleset says it, for the problem.
 * @throws RECON_RULESET_INVALID with the nearest name when the kind has no such format.
 */
export function checkFormat(kind: ColumnKind, format: string, path = ''): string {
  const found = find(kind, format);
  if (found !== undefined) return found;
  const message = `${describe(kind, format)}${suggest(kind, format)}`;
  throw new ReconcylError('RECON_RULESET_INVALID', message, { problems: [{ path, message }] });
}

/** The kind that a format implies; undefined for an unknown one. */
export function kindOfFormat(format: string): 'decimal' | 'date' | 'timestamp' | undefined {
  if (findDecimalFormat(format) !== undefined) return 'decimal';
  const temporal = findTemporalFormat(format);
  if (temporal === undefined) return undefined;
  return temporal.time === undefined ? 'date' : 'timestamp';
}

function find(kind: ColumnKind, format: string): string | undefined {
  switch (kind) {
    case 'text':
    case 'boolean':
      return undefined;
    case 'decimal':
      return decimalName(format);
    case 'date':
      return kindOfFormat(format) === 'date' ? format : undefined;
    case 'timestamp':
      return findTemporalFormat(format)?.name;
  }
}

function decimalName(format: string): string | undefined {
  const found = findDecimalFormat(format);
  return found && formatName(found.name, isPercentFormat(format));
}

function describe(kind: ColumnKind, format: string): string {
  const quoted = `\`${format.slice(0, 60)}\``;
  if (kind === 'text') return `Text has no format, so ${quoted} cannot be used.`;
  if (kind === 'date' && kindOfFormat(format) === 'timestamp') return `${quoted} has a time: its kind is timestamp.`;
  return `There is no ${kind} format ${quoted}.`;
}

function suggest(kind: ColumnKind, format: string): string {
  if (kind === 'text') return '';
  const names =
    kind === 'decimal'
      ? decimalFormats
      : [...temporalFormats, excelSerial].filter(({ time }) => kind === 'timestamp' || !time);
  const ranked = names
    .map(({ name }) => ({ name, distance: editDistance(fold(name), fold(format), mostEdits) ?? mostEdits }))
    .sort((a, b) => a.distance - b.distance);
  const nearest = ranked.slice(0, 3).map(({ name }) => `\`${name}\``);
  return ` Did you mean ${nearest.slice(0, -1).join(', ')} or ${nearest.at(-1)}?`;
}

/** A format has at most 60 characters. */
const mostEdits = 60;

/** Case and digits are what people get wrong first (`DD/MM/YYYY`, `1.234,5`). */
function fold(format: string): string {
  return format.toLowerCase().replace(/\d/g, '0').replaceAll('%', '');
}
