import type { ColumnKind } from '@reconcyl/contracts';
import type { ColumnPlan } from '../types.ts';
import { type CellPair, isRead } from './cell-pair.ts';
import { day, hour, microsecondsOf, second } from './date-cause.ts';
import { absolute, cutTo, powerOfTen, roundHalfEven, roundTo, scaleOf, unitsOf } from './exact-units.ts';
import { columnSetting } from './setting.ts';
import { collapseBlanks, lowerCase, withoutAccents, withoutLeadingZeros, withoutPunctuation } from './text-forms.ts';

/** One rule that a column does not have yet. */
export interface RelaxationRule {
  readonly relaxation: string;
  /** What to write into the ruleset; asked for after all pairs were seen. */
  readonly setting: () => string;
  /** Whether two differing cells would agree under it. */
  readonly clears: (pair: ReadPair) => boolean;
  /**
   * `widens`: what agrees goes on agreeing. `switches`: cells that agree now would differ. `last`: it forgives everything, and is
   * only worth a thought when nothing else helps.
   */
  readonly effect: 'widens' | 'switches' | 'last';
}

/** A pair of cells with what many rules ask of it, read once. */
export interface ReadPair extends CellPair {
  /** Two numbers in units of their common scale. */
  readonly numbers?: { readonly a: bigint; readonly b: bigint; readonly scale: number };
  /** Two days or instants in microseconds since 1970. */
  readonly instants?: { readonly a: bigint; readonly b: bigint };
}

export function readPair(kind: ColumnKind, pair: CellPair): ReadPair {
  const { source, target, sourceValue, targetValue, amount } = pair;
  if (!isRead(sourceValue) || !isRead(targetValue)) return pair;
  if (kind === 'decimal') {
    const numbers = { a: unitsOf(sourceValue), b: unitsOf(targetValue), scale: scaleOf(sourceValue) };
    return { source, target, sourceValue, targetValue, amount, numbers };
  }
  if (kind !== 'date' && kind !== 'timestamp') return pair;
  const [a, b] = [microsecondsOf(sourceValue), microsecondsOf(targetValue)];
  return a === undefined || b === undefined ? pair : { ...pair, instants: { a, b } };
}

/** The relaxations that a column can still have, narrow ones before wide ones; at most 30, so that a set of them is one number. */
export function relaxationsFor(column: ColumnPlan): RelaxationRule[] {
  return [...ofKind(column), nullWords(column), ...(column.kind === 'decimal' ? [] : [ignoring(column)])];
}

function ofKind(column: ColumnPlan): RelaxationRule[] {
  switch (column.kind) {
    case 'text':
      return textRules(column);
    case 'decimal':
      // Near is not nearly right where a number names something.
      if (column.identifierLike === true) return nullAsZero(column);
      return [...tolerances(column), ...roundings(column), ...nullAsZero(column), ...signs(column), ...factors(column)];
    case 'date':
      return windows(column);
    case 'timestamp':
      return [...cuts(column), ...windows(column)];
    case 'boolean':
      return [];
  }
}

function textRules(column: ColumnPlan): RelaxationRule[] {
  const { source: spec } = column.specs;
  if (spec.kind !== 'text') return [];
  const rule = (relaxation: string, on: boolean | undefined, rules: object, simplify: (text: string) => string) =>
    on === true
      ? []
      : [
          {
            relaxation,
            setting: () => columnSetting(column.name, rules),
            clears: ({ sourceValue: a, targetValue: b }: CellPair) =>
              a !== null && b !== null && simplify(a) === simplify(b),
            effect: 'widens' as const,
          },
        ];
  return [
    ...rule('ignore_case', spec.keepCase !== true, { keep_case: false }, lowerCase),
    ...rule('collapse_blanks', spec.collapseBlanks, { collapse_blanks: true }, collapseBlanks),
    ...rule('nfkc', spec.nfkc, { nfkc: true }, (text) => text.normalize('NFKC')),
    ...rule('ignore_accents', spec.ignoreAccents, { ignore_accents: true }, withoutAccents),
    ...rule('ignore_leading_zeros', spec.ignoreLeadingZeros, { ignore_leading_zeros: true }, withoutLeadingZeros),
    ...rule('ignore_punctuation', spec.ignorePunctuation, { ignore_punctuation: true }, withoutPunctuation),
  ];
}

const absoluteBounds = ['0.01', '0.05', '0.1', '1'] as const;
const percentBounds = ['0.1', '1'] as const;

function tolerances(column: ColumnPlan): RelaxationRule[] {
  const { absolute: nowAbsolute, percent: nowPercent, total } = column.tolerance ?? {};
  const setting = (bounds: object) => () =>
    columnSetting(column.name, {
      tolerance: {
        ...(nowAbsolute === undefined ? {} : { absolute: nowAbsolute }),
        ...(nowPercent === undefined ? {} : { percent: nowPercent }),
        ...(total === undefined ? {} : { total }),
        ...bounds,
      },
    });
  return [
    ...absoluteBounds
      .filter((bound) => nowAbsolute === undefined || Number(bound) > Number(nowAbsolute))
      .map((bound): RelaxationRule => {
        const [units, scale] = [unitsOf(bound), scaleOf(bound)];
        return {
          relaxation: `tolerance_${bound}`,
          setting: setting({ absolute: bound }),
          clears: numbers((a, b, ownScale) => absolute(a - b) * powerOfTen(scale) <= units * powerOfTen(ownScale)),
          effect: 'widens',
        };
      }),
    ...percentBounds
      .filter((bound) => nowPercent === undefined || Number(bound) > Number(nowPercent))
      .map((bound): RelaxationRule => {
        const [units, scale] = [unitsOf(bound), scaleOf(bound)];
        return {
          relaxation: `tolerance_${bound}_percent`,
          setting: setting({ percent: bound }),
          clears: numbers((a, b) => {
            const difference = absolute(a - b) * 100n * powerOfTen(scale);
            return difference <= units * absolute(a) || difference <= units * absolute(b);
          }),
          effect: 'widens',
        };
      }),
  ];
}

/** Rounding to each number of decimals below the column's own, the finest first. */
function roundings(column: ColumnPlan): RelaxationRule[] {
  const { source: spec } = column.specs;
  // Beside a tolerance, two numbers that agree now may be rounded apart.
  if (spec.kind !== 'decimal' || column.tolerance !== undefined) return [];
  const finest = Math.min(spec.round?.scale ?? spec.scale, mostRoundings);
  const mode = spec.round?.mode ?? 'half_away_from_zero';
  const round = { half_away_from_zero: roundTo, half_even: roundHalfEven, towards_zero: cutTo }[mode];
  return Array.from({ length: finest }, (_, index): RelaxationRule => {
    const decimals = finest - 1 - index;
    const rule = mode === 'half_away_from_zero' ? decimals : { scale: decimals, mode };
    return {
      relaxation: `round_${decimals}`,
      setting: () => columnSetting(column.name, { round: rule }),
      clears: numbers((a, b, scale) => {
        const unit = powerOfTen(Math.max(0, scale - decimals));
        return round(a, unit) === round(b, unit);
      }),
      effect: 'widens',
    };
  });
}

const mostRoundings = 6;

function nullAsZero(column: ColumnPlan): RelaxationRule[] {
  const { source: spec } = column.specs;
  if (spec.kind !== 'decimal' || spec.nullAsZero === true) return [];
  const isZero = (value: string | null) => isRead(value) && unitsOf(value) === 0n;
  return [
    {
      relaxation: 'null_as_zero',
      setting: () => columnSetting(column.name, { null_as_zero: true }),
      clears: ({ sourceValue: a, targetValue: b }) => (a === null && isZero(b)) || (b === null && isZero(a)),
      effect: 'widens',
    },
  ];
}

function signs(column: ColumnPlan): RelaxationRule[] {
  const { source, target } = column.specs;
  const isOn = [source, target].some((spec) => spec.kind === 'decimal' && spec.negate === true);
  if (isOn) return [];
  return [
    {
      relaxation: 'negate',
      setting: () => columnSetting(column.name, { negate: 'target' }),
      clears: numbers((a, b) => a === -b),
      effect: 'switches',
    },
  ];
}

function factors(column: ColumnPlan): RelaxationRule[] {
  const { source, target } = column.specs;
  const isOn = [source, target].some((spec) => spec.kind === 'decimal' && spec.multiply !== undefined);
  if (isOn) return [];
  return ([10, 100, 1000] as const).flatMap((factor): RelaxationRule[] => [
    {
      relaxation: `multiply_source_${factor}`,
      setting: () => columnSetting(column.name, { multiply: { source: factor } }),
      clears: numbers((a, b) => a * BigInt(factor) === b),
      effect: 'switches',
    },
    {
      relaxation: `multiply_target_${factor}`,
      setting: () => columnSetting(column.name, { multiply: { target: factor } }),
      clears: numbers((a, b) => b * BigInt(factor) === a),
      effect: 'switches',
    },
  ]);
}

function windows(column: ColumnPlan): RelaxationRule[] {
  const { window } = column;
  // Business days are counted where they are judged; a wider window of calendar days would be another rule.
  if (window?.business === true) return [];
  return [1, 2, 3, 7]
    .filter((days) => window === undefined || days > window.days)
    .map((days) => ({
      relaxation: `window_${days}_day${days === 1 ? '' : 's'}`,
      setting: () =>
        columnSetting(column.name, {
          window: { days, ...(window?.direction === undefined ? {} : { direction: window.direction }) },
        }),
      clears: instants((a, b) => {
        const apart = b - a;
        if (window?.direction === 'target_later' && apart < 0n) return false;
        if (window?.direction === 'target_earlier' && apart > 0n) return false;
        return absolute(apart) <= BigInt(days) * day;
      }),
      effect: 'widens',
    }));
}

const units = { millisecond: 1000n, second, minute: 60n * second, hour, day } as const;
const unitNames = ['millisecond', 'second', 'minute', 'hour', 'day'] as const;

function cuts(column: ColumnPlan): RelaxationRule[] {
  const { source: spec } = column.specs;
  if (spec.kind !== 'timestamp') return [];
  const now = spec.precision === undefined ? -1 : unitNames.indexOf(spec.precision);
  return unitNames.slice(now + 1).map((unit) => ({
    relaxation: `precision_${unit}`,
    setting: () => columnSetting(column.name, { precision: unit }),
    clears: instants((a, b) => floor(a, units[unit]) === floor(b, units[unit])),
    effect: 'widens' as const,
  }));
}

/** Instants before 1970 are negative and are cut downwards, too. */
function floor(value: bigint, unit: bigint): bigint {
  const rest = value % unit;
  return rest < 0n ? value - rest - unit : value - rest;
}

/** Words that stand for a blank cell in many exports. */
const wordsForNull = new Set(['null', '\\n', 'n/a', 'na', '#n/a', 'nan', 'nil', 'none', '-']);

function nullWords(column: ColumnPlan): RelaxationRule {
  const seen = new Set<string>();
  return {
    relaxation: 'nulls',
    setting: () => columnSetting(column.name, { nulls: [...column.nulls, ...[...seen].sort()] }),
    clears: ({ source, target, sourceValue, targetValue }) => {
      if ((sourceValue === null) === (targetValue === null)) return false;
      const word = (sourceValue === null ? target : source).trim();
      if (!wordsForNull.has(word.toLowerCase())) return false;
      seen.add(word);
      return true;
    },
    effect: 'widens',
  };
}

function ignoring(column: ColumnPlan): RelaxationRule {
  return {
    relaxation: 'ignore',
    setting: () => columnSetting(column.name, { ignore: true }),
    clears: () => true,
    effect: 'last',
  };
}

function numbers(test: (a: bigint, b: bigint, scale: number) => boolean): RelaxationRule['clears'] {
  return ({ numbers: read }) => read !== undefined && test(read.a, read.b, read.scale);
}

function instants(test: (a: bigint, b: bigint) => boolean): RelaxationRule['clears'] {
  return ({ instants: read }) => read !== undefined && test(read.a, read.b);
}
