import { type Side, sides } from '@reconcyl/contracts';
import type { CanonicalSpec } from '../canonical-spec.ts';
import { fastDecimalDigits, mostDecimalDigits } from '../decimal.ts';
import { findDecimalFormat } from '../decimal-formats.ts';
import type { DecimalCount } from './count.ts';
import { showsGroups, withoutGroups } from './groups.ts';
import {
  type Both,
  bothSides,
  evidenceOf,
  type PairQuestion,
  readingsOf,
  type SideAnswer,
  textColumn,
} from './question.ts';
import type { Reading } from './read-side.ts';
import type { InferredColumn } from './types.ts';
import { separatorUndecided, tooManyDigits } from './warnings.ts';

/** Numbers; undefined when that is not what both sides hold. Text where they are identifiers or cannot be told. */
export function decideDecimal(question: PairQuestion, answers: Both<SideAnswer>): InferredColumn | undefined {
  const readings = readingsOf(answers, ({ decimal }) => decimal);
  if (readings === undefined) return undefined;
  if (question.kind === undefined && sides.some((side) => answers[side].reading.identifiers)) {
    return textColumn(question, 'whole numbers with leading zeros are identifiers');
  }
  const { source, target } = bothSides((side) => settle(question, readings[side], answers[side]));
  if (source === undefined || target === undefined) {
    const side = source === undefined ? 'source' : 'target';
    return {
      ...textColumn(question, `the ${side} has numbers that can be read in two ways`),
      warnings: [separatorUndecided(question, side)],
    };
  }
  const scale = Math.max(source.decimals, target.decimals);
  const digits = Math.max(source.whole, target.whole, 1) + scale;
  if (digits > mostDecimalDigits) {
    const column = textColumn(question, `numbers of more than ${mostDecimalDigits} digits are identifiers`);
    return question.kind === undefined ? column : { ...column, warnings: [tooManyDigits(question)] };
  }
  const counts = { source, target };
  const formats = bothSides((side) => counts[side].format);
  const plain = sides.every((side) => answers[side].plain);
  const spec = (side: Side): CanonicalSpec => ({
    kind: 'decimal',
    format: formats[side],
    // The widest that costs nothing more, as a sample may not show the widest value.
    width: digits <= fastDecimalDigits ? fastDecimalDigits : mostDecimalDigits,
    scale,
    ...(plain ? { plain } : {}),
    ...(question.kind === undefined ? {} : { bareExponent: true }),
    nulls: question.pair.nulls,
  });
  return {
    name: question.pair.name,
    kind: 'decimal',
    formats,
    specs: bothSides(spec),
    inferred: question.kind === undefined,
    evidence: evidenceOf(question, answers, counts),
    warnings: [],
  };
}

/** The one reading, by the file's convention and groups where the column leaves it open. */
function settle(
  { kind }: PairQuestion,
  reading: Reading<DecimalCount>,
  { convention, groups, reading: { values } }: SideAnswer,
): DecimalCount | undefined {
  const count =
    reading.state === 'settled'
      ? reading.count
      : reading.counts.find(({ format }) => findDecimalFormat(format)?.decimal === convention);
  // In a column that holds numbers because the ruleset says so, a blank can only group.
  if (count === undefined || count.grouped === 0 || kind !== undefined || showsGroups(count)) return count;
  return groups.has(findDecimalFormat(count.format)?.group ?? '') ? count : withoutGroups(count, values);
}
