import type { ColumnKind } from '@reconcyl/contracts';
import { trimBlanks } from '../../blanks.ts';
import { normaliseNumber, numberExpression, numberLookAlikes } from '../decimal.ts';
import { decimalFormats } from '../decimal-formats.ts';
import { readMarks } from '../number-marks.ts';
import { type TemporalFormat, temporalFormats } from '../temporal-formats.ts';
import { valueFilter } from './null-words.ts';

/** The formats that are worth counting over a whole column, by name. Rivals read the same values to another meaning. */
export interface Nominations {
  /** Cells that say something about the kind. */
  readonly values: number;
  /** The best with a decimal point, and the best with a decimal comma. */
  readonly decimals: readonly string[];
  /** The best with the day first, the best with the month first, the best of those in which that is no question. */
  readonly dates: readonly string[];
  /** Whether some number is not plainly written. */
  readonly decorated: boolean;
  /** Whether most numbers are written with %. */
  readonly percent: boolean;
  /** Whether some number names a currency. */
  readonly currency: boolean;
}

export interface NominationRules {
  readonly nulls: readonly string[];
  /** From the ruleset: other kinds are not looked at, and the format that reads best is taken, however little that is. */
  readonly kind?: ColumnKind | undefined;
}

/** A format that reads less than this share of a first look is not the column's. */
const leastShareRead = 0.5;

/** Chooses from some non-blank cells of a column. */
export function nominate(cells: readonly string[], { nulls, kind }: NominationRules): Nominations {
  const saysSomething = valueFilter(nulls);
  const counts = new Map<string, number>();
  let values = 0;
  for (const cell of cells) {
    const value = trimBlanks(cell);
    if (!saysSomething(value)) continue;
    counts.set(value, (counts.get(value) ?? 0) + 1);
    values += 1;
  }
  const least = kind === undefined ? values * leastShareRead : 1;
  const mayBe = (wanted: ColumnKind) => kind === undefined || kind === wanted;
  const decimals = mayBe('decimal') ? nominateDecimals(counts, least, kind !== undefined) : nothing;
  return {
    values,
    ...decimals,
    dates: mayBe('timestamp') || mayBe('date') ? nominateDates(counts, least, mayBe('timestamp')) : [],
  };
}

const nothing = { decimals: [], decorated: false, percent: false, currency: false };
const expressions = [false, true].map((bareExponent) =>
  decimalFormats.map((format) => ({ format, expression: numberExpression(format, bareExponent) })),
);
/** Characters of numbers before they are normalised: a quick no for most texts. */
const mayBeNumber = new RegExp(`^[\\d.,' +\\-()crde${numberLookAlikes}\\s]*$`, 'i');
const numberish = /^[\d.,' +\-()CRDE]*\d[\d.,' +\-()CRDE]*$/;
const plain = /^[+-]?[\d.,' ]+$/;

type DecimalNominations = Pick<Nominations, 'decimals' | 'decorated' | 'percent' | 'currency'>;

function nominateDecimals(
  counts: ReadonlyMap<string, number>,
  least: number,
  bareExponent: boolean,
): DecimalNominations {
  // What format reads a number hangs on its shape alone, and a column has few shapes.
  const shapes = { amounts: new Map<string, number>(), rates: new Map<string, number>() };
  let [decorated, currency] = [false, false];
  for (const [value, count] of counts) {
    const found = numberOf(value);
    if (found === undefined) continue;
    const { text, marked } = found;
    decorated ||= marked !== undefined || text !== value || !plain.test(text);
    currency ||= marked?.currency !== undefined;
    const shape = text.replace(/[1-9]/g, '9').replace(/(?<=\d)0/g, '9');
    const among = marked?.percent ? shapes.rates : shapes.amounts;
    among.set(shape, (among.get(shape) ?? 0) + count);
  }
  const readers = expressions[bareExponent ? 1 : 0] ?? [];
  // `1.2.3` reads in no format: it is neither with nor without a percent sign.
  const [rates, amounts] = [shapes.rates, shapes.amounts].map((counted) =>
    total(new Map([...counted].filter(([shape]) => readers.some(({ expression }) => expression.test(shape))))),
  ) as [number, number];
  const percent = rates > amounts;
  // Of 5 beside 12 % nobody knows whether it means 5 or 0.05; a given kind settles for what most are.
  if (!bareExponent && rates > 0 && amounts > 0) return nothing;
  const read = readers.map(({ format, expression }) => ({
    format,
    reads: readCount(percent ? shapes.rates : shapes.amounts, expression),
  }));
  const best = (decimal: '.' | ',') =>
    bestOf(
      read.filter(({ format }) => format.decimal === decimal),
      least,
    );
  const decimals = [best('.'), best(',')].filter((name) => name !== undefined);
  return { decimals, decorated, percent, currency };
}

/** What could be a number: without the currency and the percent sign beside it. */
function numberOf(value: string) {
  if (mayBeNumber.test(value)) {
    const text = normaliseNumber(value);
    return numberish.test(text) ? { text, marked: undefined } : undefined;
  }
  if (value.length > longestMarked || word.test(value) || !anyDigit.test(value)) return undefined;
  const marked = readMarks(normaliseNumber(value));
  const isMarked = marked.percent || marked.currency !== undefined;
  return isMarked && numberish.test(marked.number) ? { text: marked.number, marked } : undefined;
}

/** 38 digits with their groups, a sign, and a currency. */
const longestMarked = 70;
/** More letters than a code has: most texts are told by it. */
const word = /[a-z]{4}/i;
const anyDigit = /[\d\uff10-\uff19]/;

const dateish = /^(\d{1,4}[-/. ]([a-z]{3}|\d{1,2})[-/. ]\d|\d{8}$|[a-z]{3} \d)/i;
/** Formats by the date that they begin with: of two hundred expressions only those that are tried are compiled. */
const families = [...Map.groupBy(temporalFormats, ({ date }) => date)].map(([date, formats]) => ({
  separator: /[^a-z]/i.exec(date.name)?.[0] ?? '',
  beginning: new RegExp(`^(?:${date.pattern})`),
  readers: formats.map((format) => ({ format, expression: new RegExp(`^(?:${format.pattern})$`) })),
}));
/** More than may miss among the cells of a first look, so that a format of the column reads at least one of them. */
const triedDates = 16;

function nominateDates(counts: ReadonlyMap<string, number>, least: number, withTimes: boolean): readonly string[] {
  const dates = new Map([...counts].filter(([value]) => dateish.test(value)));
  if (total(dates) < least) return [];
  const some = [...dates.keys()].slice(0, triedDates);
  const possible = families
    .filter(({ separator, beginning }) => some.some((value) => value.includes(separator) && beginning.test(value)))
    .flatMap(({ readers }) => readers)
    .filter(({ format, expression }) => (withTimes || !format.time) && some.some((value) => expression.test(value)));
  const read = possible.map(({ format, expression }) => ({ format, reads: readCount(dates, expression) }));
  const best = (order: TemporalFormat['date']['order']) =>
    bestOf(
      read.filter(({ format }) => format.date.order === order),
      least,
    );
  return [best('day-first'), best('month-first'), best(undefined)].filter((name) => name !== undefined);
}

function readCount(values: ReadonlyMap<string, number>, expression: RegExp): number {
  let reads = 0;
  for (const [value, count] of values) if (expression.test(value)) reads += count;
  return reads;
}

function total(values: ReadonlyMap<string, number>): number {
  return [...values.values()].reduce((sum, count) => sum + count, 0);
}

/** Of those that read most, the first of the table: the strictest. */
function bestOf(
  read: readonly { readonly format: { readonly name: string }; readonly reads: number }[],
  least: number,
): string | undefined {
  const most = Math.max(0, ...read.map(({ reads }) => reads));
  if (most === 0 || most < least) return undefined;
  return read.find(({ reads }) => reads === most)?.format.name;
}
