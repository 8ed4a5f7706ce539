import type { ColumnRule } from '@reconcyl/contracts';
import type { Random } from '@reconcyl/testing/random';
import { abs } from './exact.ts';
import { decimalFormats } from './read-number.ts';
import { type Feature, spellDay, spellMoment, temporalFormats, timestampFormats } from './spell-time.ts';

/** A compared column that is made up: its rule, and how its cells are written on each side. */
export interface SampleColumn {
  readonly name: string;
  readonly targetName: string;
  readonly rule: Partial<ColumnRule>;
  /** Amounts without currency or percent sign, to which nothing is done: debit and credit may stand for them. */
  readonly isPlainAmount?: boolean;
  /** A value, in a form that only this column understands. */
  readonly fresh: (random: Random) => number;
  /** Another one that is not far away. */
  readonly near: (random: Random, value: number) => number;
  readonly spell: (random: Random, value: number, side: 'source' | 'target') => string;
}

export type { Feature };

// biome-ignore format: a block reads best
const odd = [
  'abc', 'N/A', 'NULL', '-', '\\N', '0', '00', '#', '1.2.3', '12-34', '--1', '1,2,3', '31.02.2024', '2024-13-01', '()', '%',
  '1e5', 'x"y', "it's", 'a;b', 'two\nlines', '=1+1', '\u65e5\u672c', '\u{1f600}', '  ', '\u00a0', '\u200b', '1_000', 'inf', 'nan', 'true',
] as const;

/** A cell that fits no kind, or none on purpose. */
export const oddCell = (random: Random): string => random.pick(odd);

// biome-ignore format: words that look alike stand side by side
const words = [
  'Stra\u00dfe', 'STRASSE', '\u0130stanbul', 'istanbul', '\u0131stanbul', 'ISTANBUL', '\u039f\u0394\u039f\u03a3', '\u03bf\u03b4\u03bf\u03c2',
  '\u03bf\u03b4\u03bf\u03c3', 'caf\u00e9', 'cafe\u0301', 'CAF\u00c9', 'cafe', '\u212bngstr\u00f6m', '\u00e5ngstr\u00f6m', '\ufb01n', 'fin', 'na\u00efve',
  'naive', 'A B', 'a  b', 'A\u00a0B', 'A\tB', 'AB', 'a-b', 'A.B', "O'Neil", 'ONeil', '007', '7', '07', 'US', 'USA', 'us', 'zero', 'n/a', 'NULL',
  'J\u030c', '\u01f0', 'x,y', 'x"y"', '"x"', 'l1\nl2', '\u65e5\u672c', '\u{1f600}', 'a;b', "'q'", 'Gesch\u00e4ft', 'Gesch\u00c3\u00a4ft', '\u0410BC', 'ABC',
  '\uff21\uff22\uff23', 'ABCDEFGHIJ', 'ABCDEFG', '#1', 'x|y', '\\', 'x\\"y', '0', '\u00e9t\u00e9', 'e\u0301te\u0301', '1,234.50', '1234.50', '12-34',
] as const;

const edges = ['', '', '', '', '', '', ' ', '\u00a0', '\t', '\u200b', '\ufeff', '\u3000', ' \n'] as const;

/** Same text to the default rule, written apart. */
function respelled(random: Random, text: string): string {
  let cell = text;
  if (random.chance(0.25)) cell = cell.normalize(random.pick(['NFC', 'NFD']));
  if (random.chance(0.2)) cell = random.chance(0.5) ? simple(cell, 'toUpperCase') : simple(cell, 'toLowerCase');
  return random.pick(edges) + cell + random.pick(edges);
}

/** Only letters whose other case is one letter. */
const simple = (text: string, way: 'toUpperCase' | 'toLowerCase'): string =>
  Array.from(text, (letter) => (/[\u0131\u0130\u00df\ufb01\u01f0]/.test(letter) ? letter : letter[way]())).join('');

export function textColumn(random: Random, name: string, features: ReadonlySet<Feature>): SampleColumn {
  const options = (
    ['keep_case', 'collapse_blanks', 'ignore_accents', 'ignore_punctuation', 'ignore_leading_zeros', 'nfkc'] as const
  ).filter((option) => features.has(option) && random.chance(0.2));
  const rule: Partial<ColumnRule> = { kind: 'text', ...Object.fromEntries(options.map((option) => [option, true])) };
  if (random.chance(0.2)) rule.nulls = random.pick([['n/a'], ['NULL', 'zero'], ['0']]);
  if (features.has('equivalents') && random.chance(0.2))
    rule.equivalents = [
      ['US', 'USA'],
      ['fin', 'zero'],
    ];
  if (features.has('extract') && random.chance(0.15)) {
    rule.extract = random.pick(['^([A-Za-z]+)', { target: '([0-9]+)' }, '^.(.+)$', { source: '^[^-]*-(.*)$' }]);
  }
  // Few words in a column, so that rows resemble each other.
  const some = random.shuffled(words).slice(0, random.between(3, 14));
  return {
    name,
    targetName: name,
    rule,
    fresh: () => random.below(some.length),
    near: () => random.below(some.length),
    spell: (chance, value) => respelled(chance, some[value] ?? ''),
  };
}

export function decimalColumn(random: Random, name: string, features: ReadonlySet<Feature>): SampleColumn {
  const format = { source: random.pick(Object.keys(decimalFormats)), target: random.pick(Object.keys(decimalFormats)) };
  const rule: Partial<ColumnRule> = { kind: 'decimal', format };
  if (random.chance(0.35)) {
    rule.tolerance = random.pick([
      { absolute: '0.01' },
      { percent: '1' },
      { absolute: '0.05', percent: '0.5' },
      { absolute: '1' },
      ...(features.has('tolerance_total') ? [{ absolute: '0.5', total: '0.7' }] : []),
    ]);
  }
  if (features.has('round') && random.chance(0.2)) {
    rule.round = random.pick([
      0,
      1,
      2,
      { scale: 1, mode: 'half_even' as const },
      { scale: 1, mode: 'towards_zero' as const },
      { scale: 0, mode: 'half_away_from_zero' as const },
    ]);
  }
  if (features.has('multiply') && random.chance(0.15))
    rule.multiply = random.pick(['100', { target: '100' }, { source: '0.1' }]);
  if (features.has('negate') && random.chance(0.15)) rule.negate = random.pick(['source', 'target']);
  if (features.has('null_as_zero') && random.chance(0.2)) rule.null_as_zero = true;
  if (random.chance(0.15)) rule.nulls = random.pick([['0'], ['n/a'], ['999']]);
  if (features.has('equivalents') && random.chance(0.1)) rule.equivalents = [['0', 'zero', 'abc']];
  const codes = features.has('currency_in_value') && random.chance(0.15);
  const percent = !codes && features.has('percent') && random.chance(0.1);
  return {
    name,
    targetName: name,
    rule,
    isPlainAmount: !codes && !percent && rule.equivalents === undefined && rule.nulls === undefined,
    // Hundredths, mostly small.
    fresh: (chance) => (chance.chance(0.1) ? chance.between(-99_999_999, 99_999_999) : chance.between(-3000, 3000)),
    near: (chance, value) =>
      chance.pick([
        value + 1,
        value - 1,
        value + 5,
        -value,
        value * 10,
        value * 100,
        Math.trunc(value / 100) * 100,
        value + 100,
        Math.round(value / 10) * 10,
      ]),
    spell: (chance, value, side) =>
      spellNumber(chance, value, format[side], codes ? 'codes' : percent ? 'percent' : 'plain'),
  };
}

function spellNumber(random: Random, hundredths: number, format: string, as: 'plain' | 'codes' | 'percent'): string {
  const way = decimalFormats[format];
  if (way === undefined) throw new Error('no such format');
  const size = abs(BigInt(hundredths));
  const negative = hundredths < 0;
  let whole = String(size / 100n);
  let decimals = String(size % 100n).padStart(2, '0');
  if (random.chance(0.4)) decimals = decimals.replace(/0+$/, '');
  else if (random.chance(0.2)) decimals += '0';
  if (way.group !== '' && random.chance(0.7)) whole = grouped(whole, random.pick([...way.group]), way.indian === true);
  let text = decimals === '' ? whole : `${whole}${way.point}${decimals}`;
  if (random.chance(0.03)) text = text.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)));
  if (as === 'codes') return spellMoney(random, text, negative);
  if (as === 'percent') return `${negative ? '-' : ''}${text}${random.pick(['%', '%', ' %'])}`;
  if (negative) {
    return random.pick([`-${text}`, `-${text}`, `-${text}`, `\u2212${text}`, `(${text})`, `${text}-`, `${text} DR`]);
  }
  return random.pick([text, text, text, text, `+${text}`, ` ${text}`, `${text}\u00a0`, `${text} CR`]);
}

const spellMoney = (random: Random, text: string, negative: boolean): string => {
  const sign = negative ? '-' : '';
  return random.pick([
    `${sign}${text}`,
    `${sign}${text} EUR`,
    `EUR ${sign}${text}`,
    `${sign}${text} USD`,
    `${sign}${text}EUR`,
  ]);
};

function grouped(whole: string, separator: string, indian: boolean): string {
  const last = whole.slice(-3);
  const rest = whole.slice(0, -3);
  if (rest === '') return last;
  return `${rest.replace(indian ? /\B(?=(\d{2})+$)/g : /\B(?=(\d{3})+$)/g, separator)}${separator}${last}`;
}

export function dateColumn(random: Random, name: string, features: ReadonlySet<Feature>): SampleColumn {
  const format = { source: random.pick(temporalFormats), target: random.pick(temporalFormats) };
  const rule: Partial<ColumnRule> = { kind: 'date', format };
  if (features.has('window') && random.chance(0.35)) {
    const business = random.chance(0.6);
    rule.window = {
      days: random.between(1, 4),
      ...(business ? { business } : {}),
      ...(business && random.chance(0.3) ? { weekend: ['fri' as const, 'sat' as const] } : {}),
      ...(business && random.chance(0.3) ? { holidays: ['2024-05-01', '2024-05-09', '2024-05-12'] } : {}),
      ...(random.chance(0.3) ? { direction: random.pick(['target_later' as const, 'target_earlier' as const]) } : {}),
    };
  }
  if (features.has('pivot') && random.chance(0.2)) rule.pivot = random.pick([30, 50]);
  return {
    name,
    targetName: name,
    rule,
    // Days from 2024-04-25.
    fresh: (chance) => 19_838 + chance.between(0, 40),
    near: (chance, value) => value + chance.pick([1, -1, 2, -3, 4, 7, 365, 366, 31, -14]),
    spell: (chance, value, side) => spellDay(value, format[side], chance),
  };
}

export function timestampColumn(random: Random, name: string, features: ReadonlySet<Feature>): SampleColumn {
  const format = { source: random.pick(timestampFormats), target: random.pick(timestampFormats) };
  const rule: Partial<ColumnRule> = { kind: 'timestamp', format };
  if (features.has('precision') && random.chance(0.3)) {
    rule.precision = random.pick(['day', 'hour', 'minute', 'second', 'millisecond']);
  }
  return {
    name,
    targetName: name,
    rule,
    // Milliseconds, mostly whole minutes.
    fresh: (chance) => (19_838 + chance.between(0, 3)) * 86_400_000 + chance.between(0, 1439) * 60_000,
    near: (chance, value) =>
      value + chance.pick([1, 1000, -1000, 3_600_000, -7_200_000, 900_000, 86_400_000, 30_000, 172_800_000]),
    spell: (chance, value, side) => spellMoment(value, format[side], chance),
  };
}

export function booleanColumn(random: Random, name: string): SampleColumn {
  const spelled = [
    ['yes', 'Y', 'TRUE'],
    ['no', 'N', 'false'],
  ] as const;
  return {
    name,
    targetName: name,
    rule: { kind: 'boolean', true_words: ['yes', 'y', 'true'], false_words: ['NO', 'n', 'False'] },
    fresh: () => random.below(2),
    near: (_, value) => 1 - value,
    spell: (chance, value) => respelled(chance, chance.pick(spelled[value === 0 ? 0 : 1])),
  };
}
