import { createRandom, type Random } from '@reconcyl/testing/random';
import type { Inferred, RawColumn } from './infer-kind.ts';
import { spellMoment } from './spell-time.ts';

/** Two files whose rows match by their number, and what each file writes for decimals. */
export interface KindPack {
  readonly seed: number;
  readonly columns: readonly RawColumn[];
}

export type { Inferred };

type Side = 'source' | 'target';
/** Cells of one side for the values of a column. */
type Writer = (random: Random, value: number) => string;
type Convention = '.' | ',';

interface Making {
  readonly random: Random;
  /** The character for decimals of each file. */
  readonly points: Readonly<Record<Side, Convention>>;
  /** Whether the pack has columns that show that character. */
  readonly shows: Readonly<Record<Side, boolean>>;
}

/**
 * Columns without kinds, each written in some way on each side. Every file keeps to one character for decimals; some files have no
 * column that shows which.
 */
export function makeKindPack(seed: number, count: number): KindPack {
  const random = createRandom(seed);
  const point = (): Convention => random.pick(['.', ',']);
  const making: Making = {
    random,
    points: { source: point(), target: point() },
    shows: { source: random.chance(0.6), target: random.chance(0.6) },
  };
  const rows = random.pick([5, 12, 12, 40, 40, 40, 90, 130, 220]);
  const columns = Array.from({ length: count }, (_, index) => makeColumn(making, `c${index}`, rows));
  return { seed, columns };
}

interface Recipe {
  readonly value: (random: Random) => number;
  readonly writer: (making: Making, side: Side) => Writer;
}

const cents = (random: Random) => random.between(-999_999, 99_999_999);
const wholes = (random: Random) => random.between(0, 99_999);
const thousands = (random: Random) => random.between(1000, 999_999);
/** Milliseconds of a day (and a time) in 2019 to 2027. */
const momentsOf = (lastDay: number) => (random: Random) => {
  const date = Date.UTC(random.between(2019, 2027), random.below(12), random.between(1, lastDay));
  return date + random.below(1440) * 60_000;
};

const isoFormats = ['yyyy-MM-dd', 'yyyy/MM/dd', 'yyyy.MM.dd'];
const dayFormats = ['dd.MM.yyyy', 'd.M.yyyy', 'dd/MM/yyyy', 'd/M/yyyy', 'dd-MM-yyyy', 'dd/MM/yy', 'd.M.yy'];
const monthFormats = ['MM/dd/yyyy', 'M/d/yyyy', 'MM-dd-yyyy', 'MM/dd/yy', 'M.d.yyyy'];
const letterFormats = ['dd-MMM-yyyy', 'd-MMM-yy', 'd MMM yyyy', 'MMM d, yyyy'];
// biome-ignore format: in families
const timeFormats = [
  "yyyy-MM-dd'T'HH:mm:ss", 'yyyy-MM-dd HH:mm', "yyyy-MM-dd'T'HH:mm:ssZZ", "yyyy-MM-dd HH:mm:ss.SSSZZ", 'dd.MM.yyyy HH:mm', 'd/M/yyyy h:mm a',
  'MM/dd/yyyy HH:mm:ss', 'M/d/yyyy h:mm:ss a', 'd-MMM-yyyy HH:mm:ss.SSS', 'yyyy/MM/dd HH:mm',
];

const inFormat = (formats: readonly string[]) => (making: Making) => {
  const format = making.random.pick(formats);
  return (random: Random, value: number) => spellMoment(value, format, random);
};

const recipes: Readonly<Record<string, Recipe>> = {
  amounts: { value: cents, writer: amountWriter },
  wholes: { value: wholes, writer: wholeWriter },
  thousands: { value: thousands, writer: thousandWriter },
  identifiers: { value: wholes, writer: () => (_, value) => String(value).padStart(5, '0') },
  percent: { value: wholes, writer: ({ random }) => percentWriter(random.chance(0.7)) },
  money: { value: cents, writer: moneyWriter },
  wide: {
    value: wholes,
    writer: ({ random }) => {
      const zeros = random.pick([30, 33, 34, 36, 37, 38]);
      return (_, value) => `7${String(value).padStart(zeros, '0')}`;
    },
  },
  exponents: {
    value: wholes,
    writer: ({ random }) => {
      const join = random.pick(['E', 'e', 'E+', 'E-']);
      return (_, value) => `${1 + (value % 9)}${join}${value % 7}`;
    },
  },
  days: { value: momentsOf(28), writer: inFormat([...isoFormats, ...dayFormats, ...monthFormats, ...letterFormats]) },
  openDays: {
    value: momentsOf(12),
    writer: inFormat([...isoFormats, ...dayFormats, ...dayFormats, ...monthFormats, ...letterFormats]),
  },
  times: { value: momentsOf(28), writer: inFormat([...timeFormats, ...timeFormats, ...isoFormats, ...dayFormats]) },
  openTimes: { value: momentsOf(12), writer: inFormat([...timeFormats, ...dayFormats]) },
  compact: { value: momentsOf(28), writer: inFormat(['yyyyMMdd', 'yyyyMMdd', 'yyyy-MM-dd', 'dd.MM.yyyy']) },
  parts: { value: momentsOf(28), writer: partWriter },
  words: {
    value: wholes,
    writer: () => (_, value) => `${['ab', 'x y', 'R-', 'é'][value % 4]}${value % 50}`,
  },
};

function makeColumn(making: Making, name: string, rows: number): RawColumn {
  const { random } = making;
  const recipe = recipes[random.pick(Object.keys(recipes))];
  const other = random.chance(0.04) ? recipes[random.pick(Object.keys(recipes))] : recipe;
  if (recipe === undefined || other === undefined) throw new Error('no recipe');
  const values = Array.from({ length: rows }, () => recipe.value(random));
  const moved = random.pick([0, 0, 0, 0.02, 0.03, 0.2]);
  const others = values.map((value) => (other !== recipe || random.chance(moved) ? other.value(random) : value));
  return {
    name,
    source: side(making, values, recipe.writer(making, 'source')),
    target: side(making, others, other.writer(making, 'target')),
  };
}

/** A side's cells, with a few that are blank, a word for nothing, or something else. */
function side({ random }: Making, values: readonly number[], writer: Writer): string[] {
  const blanks = random.pick([0, 0, 0, 0.1, 0.5, 1]);
  const words = random.chance(0.2) ? random.pick(['NULL', '\\N', 'N/A', '#N/A', 'NaN', 'None', '-']) : undefined;
  const cells = values.map((value) => {
    if (random.chance(blanks)) return random.pick(['', ' ']);
    if (words !== undefined && random.chance(0.1)) return words;
    const cell = writer(random, value);
    return random.chance(0.02) ? ` ${cell} ` : cell;
  });
  const misses = random.pick([0, 0, 0, 0, 0, 1, 1, 2, 3]);
  for (let miss = 0; miss < misses; miss++) {
    cells[random.below(cells.length)] = random.pick([
      'abc',
      'see note',
      '?',
      'x1',
      'K-9',
      '12-',
      '2024-13-40',
      '1.2.3.4',
    ]);
  }
  return cells;
}

const groupsOf = { '.': [',', ' ', "'"], ',': ['.', ' ', "'"] } as const;

function amountWriter(making: Making, which: Side): Writer {
  const { random, points, shows } = making;
  if (!shows[which]) return wholeWriter(making);
  const point = points[which];
  const group = random.pick(['', '', ...groupsOf[point]]);
  const negative = random.pick(['-', '-', '()', ' DR', '\u2212', 'behind']);
  const three = random.chance(0.1);
  return (_, value) => {
    const size = Math.abs(value);
    const whole = grouped(Math.trunc(size / 100), group);
    // Three decimals look like thousands.
    const text = `${whole}${point}${String(size % 100).padStart(2, '0')}${three ? '5' : ''}`;
    return value < 0 ? signed(text, negative) : text;
  };
}

const signed = (text: string, negative: string): string => {
  if (negative === '()') return `(${text})`;
  if (negative === ' DR') return `${text} DR`;
  return negative === 'behind' ? `${text}-` : `${negative}${text}`;
};

const grouped = (whole: number, group: string): string => String(whole).replace(/\B(?=(\d{3})+$)/g, group);

function wholeWriter({ random }: Making): Writer {
  const sign = random.chance(0.2) ? '-' : '';
  return (_, value) => `${value === 0 ? '' : sign}${Math.abs(value)}`;
}

/** One separator and three digits after it. */
function thousandWriter({ random, points }: Making, which: Side): Writer {
  const separator = random.pick([points[which] === '.' ? ',' : '.', points[which], ' ']);
  return (_, value) => grouped(value, separator);
}

function percentWriter(always: boolean): Writer {
  return (random, value) => `${value % 300}${always || random.chance(0.5) ? '%' : ''}`;
}

function moneyWriter(making: Making, which: Side): Writer {
  const amount = amountWriter(making, which);
  const code = making.random.pick(['EUR', '$', '€']);
  const before = making.random.chance(0.5);
  return (random, value) => {
    const text = amount(random, Math.abs(value));
    return before ? `${code} ${text}` : `${text} ${code}`;
  };
}

/** What is no day: a year, a month, a week, a day of the year, a time. */
function partWriter({ random }: Making): Writer {
  const part = random.pick(['month', 'week', 'ordinal', 'time', 'year']);
  return (_, value) => {
    const at = new Date(value).toISOString();
    if (part === 'year') return at.slice(0, 4);
    if (part === 'month') return at.slice(0, 7);
    if (part === 'time') return at.slice(11, 16);
    return part === 'week' ? `${at.slice(0, 4)}-W${10 + (value % 40)}` : `${at.slice(0, 4)}-${100 + (value % 200)}`;
  };
}
