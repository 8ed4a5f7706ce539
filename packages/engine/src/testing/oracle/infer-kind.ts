import type { ColumnKind } from '@reconcyl/contracts';
import { write } from './exact.ts';
import { decimalFormats, readNumber } from './read-number.ts';
import { trimmed } from './read-text.ts';
import { hasTime, readMoment } from './read-time.ts';

/** One column of both files; the cells of a row stand at the same place where the records match. */
export interface RawColumn {
  readonly name: string;
  readonly source: readonly string[];
  readonly target: readonly string[];
}

export interface Inferred {
  readonly kind: ColumnKind;
  readonly formats?: { readonly source: string; readonly target: string };
  /** It could have been read in two ways, which a warning must say. */
  readonly undecided: boolean;
}

type Point = '.' | ',';

/**
 * The kinds of all columns of two files, by nothing but trying every format on every cell. Records are matched by their places.
 * A character for decimals that any column of a file shows holds for all of that file.
 */
export function inferKinds(columns: readonly RawColumn[], elsewhere: Elsewhere = {}): Inferred[] {
  const points = {
    source: pointOf([...columns.map(({ source }) => source), ...(elsewhere.source ?? [])]),
    target: pointOf([...columns.map(({ target }) => target), ...(elsewhere.target ?? [])]),
  };
  return columns.map((column) => inferDecimal(column, points) ?? inferTemporal(column) ?? asText);
}

/** Cells of columns that are not compared. */
export interface Elsewhere {
  readonly source?: readonly (readonly string[])[];
  readonly target?: readonly (readonly string[])[];
}

const asText: Inferred = { kind: 'text', undecided: false };
const undecided: Inferred = { kind: 'text', undecided: true };

const nothing = new Set(['NULL', '\\N', 'N/A', '#N/A', 'NaN', 'None', '-']);
/** Cells that count: neither blank nor a word for nothing. */
const counting = (cells: readonly string[]) => cells.map(trimmed).filter((cell) => cell !== '' && !nothing.has(cell));

type Read = (cell: string, format: string) => string | undefined;

/** The formats in which most cells read, if all but 1 % do; one cell may always miss. */
function holding(cells: readonly string[], formats: readonly string[], read: Read): string[] {
  const list = counting(cells);
  const reads = formats.map((format) => list.filter((cell) => read(cell, format) !== undefined).length);
  const most = Math.max(...reads);
  const misses = list.length - most;
  // Of two values one may not miss: as many say the opposite.
  if (misses > Math.max(1, Math.floor(list.length / 100)) || (misses > 0 && misses >= most)) return [];
  return formats.filter((_, index) => reads[index] === most);
}

/** Whether the formats say the same of every cell. */
const sayTheSame = (cells: readonly string[], formats: readonly string[], read: Read): boolean =>
  counting(cells).every((cell) => new Set(formats.map((format) => read(cell, format))).size <= 1);

/** What an inferred column takes for a number. */
export const readDecimal: Read = (cell, format) => {
  // `1E2` is a code.
  if (/^[0-9]+[eE][0-9]+$/.test(cell)) return undefined;
  const amount = readNumber(cell, format);
  return amount === undefined ? undefined : `${write(amount.value)} ${amount.currency ?? ''}`;
};

const numberFormats = Object.keys(decimalFormats);

function inferDecimal(column: RawColumn, points: Record<'source' | 'target', Point | undefined>): Inferred | undefined {
  const formats = {
    source: holding(column.source, numberFormats, readDecimal),
    target: holding(column.target, numberFormats, readDecimal),
  };
  if (formats.source.length === 0 || formats.target.length === 0) return undefined;
  const both = [...counting(column.source), ...counting(column.target)];
  if (both.length === 0) return undefined;
  if (areIdentifiers(column.source) || areIdentifiers(column.target)) return undefined;
  if (mixesPercent(column.source) || mixesPercent(column.target)) return undefined;
  const chosen = { source: '', target: '' };
  for (const side of ['source', 'target'] as const) {
    let left = formats[side];
    if (!sayTheSame(column[side], left, readDecimal)) {
      const point = points[side];
      left = left.filter((format) => decimalFormats[format]?.point === point);
      if (point === undefined || left.length === 0) return undecided;
    }
    chosen[side] = left[0] ?? '';
  }
  if (isTooWide(column, chosen)) return undefined;
  return { kind: 'decimal', formats: chosen, undecided: false };
}

const numbersOf = (cells: readonly string[]) =>
  counting(cells).filter((cell) => numberFormats.some((format) => readDecimal(cell, format) !== undefined));

/** All that are numbers are whole ones without a sign, and one has a zero in front. */
function areIdentifiers(cells: readonly string[]): boolean {
  const numbers = numbersOf(cells);
  return numbers.every((cell) => /^[0-9]+$/.test(cell)) && numbers.some((cell) => /^0[0-9]/.test(cell));
}

function mixesPercent(cells: readonly string[]): boolean {
  const numbers = numbersOf(cells);
  const percent = numbers.filter((cell) => cell.includes('%'));
  return percent.length > 0 && percent.length < numbers.length;
}

/** Whole digits and decimals, over both columns together. */
function isTooWide(column: RawColumn, formats: Record<'source' | 'target', string>): boolean {
  let whole = 0;
  let scale = 0;
  for (const side of ['source', 'target'] as const) {
    for (const cell of counting(column[side])) {
      const value = readNumber(cell, formats[side])?.value;
      if (value === undefined) continue;
      const [digits = '', decimals = ''] = write(value).replace('-', '').split('.');
      whole = Math.max(whole, digits.length);
      scale = Math.max(scale, decimals.length);
    }
  }
  return whole + scale > 38;
}

/** The character for decimals that the columns of a file show, each by itself. */
function pointOf(columns: readonly (readonly string[])[]): Point | undefined {
  for (const cells of columns) {
    const formats = holding(cells, numberFormats, readDecimal);
    if (formats.length === 0 || !sayTheSame(cells, formats, readDecimal)) continue;
    const points = new Set(formats.map((format) => decimalFormats[format]?.point));
    const [point] = points;
    if (points.size === 1 && (point === '.' || point === ',')) return point;
  }
  return undefined;
}

const separated = (['.', '/', '-'] as const).flatMap((separator) =>
  ['d M yyyy', 'd M yy', 'M d yyyy', 'M d yy'].map((order) => order.replaceAll(' ', separator)),
);
const isoDays = ['yyyy-MM-dd', 'yyyy/MM/dd', 'yyyy.MM.dd'];
const lettered = ['d-MMM-yyyy', 'd-MMM-yy', 'd MMM yyyy', 'd MMM yy', 'MMM d, yyyy'];
const days = [...isoDays, 'yyyyMMdd', ...separated, ...lettered];
const times = ['HH:mm', 'HH:mm:ss', 'HH:mm:ss.SSS'];
const instants = [
  ...[' ', "'T'"].flatMap((join) =>
    [...times, 'HH:mm:ssZZ', 'HH:mm:ss.SSSZZ'].map((time) => `yyyy-MM-dd${join}${time}`),
  ),
  ...days
    .filter((day) => day !== 'yyyy-MM-dd' && day !== 'yyyyMMdd')
    .flatMap((day) => [...times, 'h:mm a', 'h:mm:ss a'].map((time) => `${day} ${time}`)),
];
const momentFormats = [...days, ...instants];

export const readTemporal: Read = (cell, format) => {
  const moment = readMoment(cell, format);
  return moment === undefined ? undefined : String(moment.instant);
};

function inferTemporal(column: RawColumn): Inferred | undefined {
  const formats = {
    source: holding(column.source, momentFormats, readTemporal),
    target: holding(column.target, momentFormats, readTemporal),
  };
  if (formats.source.length === 0 || formats.target.length === 0) return undefined;
  const isEmpty = (cells: readonly string[]) => counting(cells).length === 0;
  if (isEmpty(column.source) && isEmpty(column.target)) return undefined;
  const isCompact = (side: 'source' | 'target') => formats[side].every((format) => format === 'yyyyMMdd');
  if (isCompact('source') && isCompact('target')) return undefined;
  const isOpen = {
    source: !sayTheSame(column.source, formats.source, readTemporal),
    target: !sayTheSame(column.target, formats.target, readTemporal),
  };
  const chosen = { source: dayFirst(formats.source), target: dayFirst(formats.target) };
  // A side without values speaks for no order.
  if (isOpen.source !== isOpen.target && !isEmpty(column.source) && !isEmpty(column.target)) {
    const side = isOpen.source ? 'source' : 'target';
    const decided = byAgreement(column, side, formats[side], chosen[side === 'source' ? 'target' : 'source']);
    if (decided === undefined) return undecided;
    chosen[side] = decided;
  }
  const kind = hasTime(chosen.source) || hasTime(chosen.target) ? 'timestamp' : 'date';
  return { kind, formats: chosen, undecided: isOpen.source || isOpen.target };
}

/** Two undecided sides are read the same way. */
const dayFirst = (formats: readonly string[]): string =>
  formats.find((format) => format.startsWith('d')) ?? formats[0] ?? '';

/** The reading of an open side under which 95 % of the matched records agree, of those that the two readings tell apart. */
function byAgreement(
  column: RawColumn,
  side: 'source' | 'target',
  formats: readonly string[],
  certain: string,
): string | undefined {
  const other = side === 'source' ? 'target' : 'source';
  const telling = column[side].flatMap((cell, index) => {
    const readings = formats.map((format) => readTemporal(cell, format));
    const against = readTemporal(column[other][index] ?? '', certain);
    if (new Set(readings).size < 2 || readings.includes(undefined) || against === undefined) return [];
    return [{ readings, against }];
  });
  if (telling.length < 5) return undefined;
  return formats.find((_, index) => {
    const agreeing = telling.filter(({ readings, against }) => readings[index] === against);
    return agreeing.length >= 0.95 * telling.length;
  });
}
