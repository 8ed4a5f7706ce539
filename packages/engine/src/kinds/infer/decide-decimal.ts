import { type Side, sides } from '@reconcyl/contracts';
import type { CanonicalSpec } from '../canonical-spec.ts';
import { fastDecimalDigits, mostDecimalDigits } from '../decimal.ts';
import { findDecimalFormat, formatName } from '../decimal-formats.ts';
import { digitsOfValue } from '../decimal-value.ts';
import type { DecimalCount } from './count.ts';
import { showsGroups, withoutGroups } from './groups.ts';
import { isIdentifierName } from './identifier-like.ts';
import {
  type Both,
  bothSides,
  evidenceOf,
  otherSide,
  type PairQuestion,
  readingsOf,
  type SideAnswer,
  textColumn,
} from './question.ts';
import type { Reading } from './read-side.ts';
import { commonSpec, decimalRules } from './rules.ts';
import type { InferredColumn } from './types.ts';
import { separatorUndecided, tooManyDigits } from './warnings.ts';

/** Numbers; undefined when that is not what both sides hold. Text where they are identifiers or cannot be told. */
export function decideDecimal(question: PairQuestion, answers: Both<SideAnswer>): InferredColumn | undefined {
  const readings = readingsOf(answers, ({ decimal }) => decimal);
  if (readings === undefined) return undefined;
  if (question.kind === undefined && sides.some((side) => answers[side].reading.identifiers)) {
    return textColumn(question, 'whole numbers with leading zeros are identifiers');
  }
  // A side without values has no evidence of its own; it is read as the other.
  const evident = (side: Side) => answers[answers[side].reading.values === 0 ? otherSide(side) : side];
  const { source, target } = bothSides((side) => settle(question, readings[side], evident(side)));
  if (source === undefined || target === undefined) {
    const side = source === undefined ? 'source' : 'target';
    return {
      ...textColumn(question, `the ${side} has numbers that can be read in two ways`),
      warnings: [separatorUndecided(question, side)],
    };
  }
  const counts = { source, target };
  const rules = bothSides((side) => ({
    ...decimalRules(question.pair, side),
    ...(answers[side].reading.percent ? { percent: true } : {}),
  }));
  const sizes = sides.map((side) => digitsOfValue(rules[side], counts[side]));
  const scale = Math.max(0, ...sizes.map(({ decimals }) => decimals));
  const digits = Math.max(1, ...sizes.map(({ whole }) => whole)) + scale;
  if (digits > mostDecimalDigits) {
    const column = textColumn(question, `numbers of more than ${mostDecimalDigits} digits are identifiers`);
    return question.kind === undefined ? column : { ...column, warnings: [tooManyDigits(question)] };
  }
  const formats = bothSides((side) => formatName(counts[side].format, answers[side].reading.percent));
  const plain = sides.every((side) => answers[side].plain);
  const currency = sides.some((side) => answers[side].reading.currency);
  const spec = (side: Side): CanonicalSpec => ({
    kind: 'decimal',
    format: counts[side].format,
    // The widest that costs nothing more, as a sample may not show the widest value.
    width: digits <= fastDecimalDigits ? fastDecimalDigits : mostDecimalDigits,
    scale,
    ...(plain ? { plain } : {}),
    ...(question.kind === undefined ? {} : { bareExponent: true }),
    ...(currency ? { currency } : {}),
    ...(question.pair.derived?.[side] ? { derived: true } : {}),
    ...rules[side],
    ...commonSpec(question.pair, side),
  });
  return {
    name: question.pair.name,
    kind: 'decimal',
    formats,
    specs: bothSides(spec),
    inferred: question.kind === undefined,
    evidence: evidenceOf(question, answers, counts),
    ...(isIdentifierLike(question, answers, counts) ? { identifierLike: true } : {}),
    warnings: [],
  };
}

/** Whole numbers without sign on both sides, of which the name says that they are codes, or the values themselves. */
function isIdentifierLike({ pair }: PairQuestion, answers: Both<SideAnswer>, counts: Both<DecimalCount>): boolean {
  const filled = sides.filter((side) => answers[side].reading.values > 0);
  const { percent, currency } = answers.source.reading;
  if (filled.length === 0 || percent || currency) return false;
  if (!filled.every((side) => counts[side].unsignedIntegers && counts[side].grouped === 0)) return false;
  if (isIdentifierName(pair.name)) return true;
  return filled.every((side) => answers[side].identifierLike);
}

/** The one reading, by the file's convention and groups where the column leaves it open. */
function settle(
  { kind }: PairQuestion,
  reading: Reading<DecimalCount>,
  { convention, groups, cells, reading: { values } }: SideAnswer,
): DecimalCount | undefined {
  if (reading.state === 'settled' && reading.otherwise !== undefined && kind === undefined && convention !== ',') {
    return reading.otherwise;
  }
  const count =
    reading.state === 'settled'
      ? reading.count
      : reading.counts.find(({ format }) => findDecimalFormat(format)?.decimal === convention);
  // Who groups digits groups those of every number: `756,947` beside `12345` is no thousand.
  const isGrouped = reading.state === 'open' && findDecimalFormat(count?.format ?? '')?.group !== '';
  if (isGrouped && kind === undefined && cells.some((cell) => /^\d{4,}$/.test(cell))) return undefined;
  // In a column that holds numbers because the ruleset says so, a blank can only group.
  if (count === undefined || count.grouped === 0 || kind !== undefined || showsGroups(count)) return count;
  return groups.has(findDecimalFormat(count.format)?.group ?? '') ? count : withoutGroups(count, values);
}
