import type { Side } from '@reconcyl/contracts';
import type { CanonicalSpec, DecimalSpec, TextSpec, TimestampSpec } from '../canonical-spec.ts';
import type { TextOptions } from '../text.ts';

/** What the ruleset says about the values of a column, beside its kind and its formats. */
export interface ColumnRules {
  readonly equivalents?: readonly (readonly string[])[] | undefined;
  readonly extract?: PerSide<string> | undefined;
  readonly text?: TextOptions | undefined;
  readonly multiply?: PerSide<string> | undefined;
  /** Side whose sign is flipped. */
  readonly negate?: Side | undefined;
  readonly round?: DecimalSpec['round'] | undefined;
  readonly nullAsZero?: boolean | undefined;
  readonly pivot?: number | undefined;
  readonly precision?: TimestampSpec['precision'] | undefined;
  readonly trueWords?: readonly string[] | undefined;
  readonly falseWords?: readonly string[] | undefined;
}

type PerSide<Value> = Readonly<Partial<Record<Side, Value | undefined>>>;

/** A pair of columns, as far as its rules go. */
export interface RuledPair {
  readonly nulls: readonly string[];
  readonly rules?: ColumnRules | undefined;
}

/** The members that the specs of every kind have. */
export function commonSpec(
  { nulls, rules }: RuledPair,
  side: Side,
): Pick<CanonicalSpec, 'nulls' | 'equivalents' | 'extract'> {
  const extract = rules?.extract?.[side];
  return {
    nulls,
    ...(rules?.equivalents === undefined ? {} : { equivalents: rules.equivalents }),
    ...(extract === undefined ? {} : { extract }),
  };
}

export function textSpec(pair: RuledPair, side: Side): TextSpec {
  return { kind: 'text', ...commonSpec(pair, side), ...pair.rules?.text };
}

/** Members of decimals that the ruleset gives. */
export function decimalRules(
  { rules }: RuledPair,
  side: Side,
): Pick<DecimalSpec, 'multiply' | 'negate' | 'round' | 'nullAsZero'> {
  const multiply = rules?.multiply?.[side];
  return {
    ...(multiply === undefined ? {} : { multiply }),
    ...(rules?.negate === side ? { negate: true } : {}),
    ...(rules?.round === undefined ? {} : { round: rules.round }),
    ...(rules?.nullAsZero === true ? { nullAsZero: true } : {}),
  };
}

/** Words that say nothing about a column's kind: nulls, and words that stand for a number or a date. */
export function wordsToIgnore({ nulls, rules }: RuledPair): readonly string[] {
  const words = (rules?.equivalents ?? []).flat().filter((word) => !/\p{Nd}/u.test(word));
  return [...nulls, ...words];
}
