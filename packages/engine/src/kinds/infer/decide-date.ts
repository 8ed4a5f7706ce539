import type { Finding, Side } from '@reconcyl/contracts';
import type { CanonicalSpec } from '../canonical-spec.ts';
import { findTemporalFormat, type TemporalFormat } from '../temporal-formats.ts';
import type { FormatCount } from './count.ts';
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
import { commonSpec } from './rules.ts';
import type { InferredColumn } from './types.ts';
import { orderAssumed, orderUndecided, pivotAssumed, zoneAssumed } from './warnings.ts';
import { findPivot } from './year-pivot.ts';

/** Dates or timestamps; undefined when that is not what both sides hold. */
export function decideDate(question: PairQuestion, answers: Both<SideAnswer>): InferredColumn | undefined {
  const readings = readingsOf(answers, ({ date }) => date);
  if (readings === undefined) return undefined;
  const { source, target } = readings;
  const compact = (reading: Reading<FormatCount>) => reading.state === 'settled' && reading.count.format === 'yyyyMMdd';
  // Eight digits are more often a number; a side with separators tells.
  if (question.kind === undefined && compact(source) && compact(target)) return undefined;
  const finish = (counts: Both<FormatCount>, warnings: readonly Finding[] = []) =>
    dateColumn(question, answers, counts, [...warnings]);

  if (source.state === 'settled' && target.state === 'settled') {
    return finish({ source: source.count, target: target.count });
  }
  const inOrder = (order: 0 | 1) =>
    bothSides((side) => {
      const reading = readings[side];
      return reading.state === 'settled' ? reading.count : reading.counts[order];
    });
  const [dayFirst, monthFirst] = [inOrder(0), inOrder(1)];
  if (source.state === 'open' && target.state === 'open') {
    return finish(dayFirst, [orderAssumed(question)]);
  }
  const side = source.state === 'open' ? 'source' : 'target';
  return {
    ...textColumn(question, `the ${side} may have the day or the month first`),
    warnings: [orderUndecided(question, side)],
    undecided: { side, candidates: [finish(dayFirst), finish(monthFirst)] },
  };
}

function dateColumn(
  question: PairQuestion,
  answers: Both<SideAnswer>,
  counts: Both<FormatCount>,
  warnings: Finding[],
): InferredColumn {
  const { name, rules } = question.pair;
  const formats = bothSides((side) => counts[side].format);
  const found = bothSides((side) => formatOf(formats[side]));
  const evidence = evidenceOf(question, answers, counts);
  const shown = findPivot(question, answers, formats);
  if (shown !== undefined) warnings.push(pivotAssumed(question, shown));
  const pivot = rules?.pivot ?? shown?.pivot;
  const pivotOf = (side: Side) => (pivot === undefined || found[side].date.shortYear !== true ? {} : { pivot });
  const inferred = question.kind === undefined;
  const precision = rules?.precision;
  // A rule for times makes days times, too: it must not fail on the files of a day that have none.
  const isTimestamp = question.kind === 'timestamp' || (question.kind === undefined && precision !== undefined);
  if (!isTimestamp && found.source.time === undefined && found.target.time === undefined) {
    const spec = (side: Side): CanonicalSpec => ({
      kind: 'date',
      format: formats[side],
      ...commonSpec(question.pair, side),
      ...pivotOf(side),
    });
    return { name, kind: 'date', formats, specs: bothSides(spec), inferred, evidence, warnings };
  }
  const zones = bothSides((side) => answers[side].zone);
  const hasZone = (side: Side) => found[side].time?.zoned === true || zones[side] !== undefined;
  if (hasZone('source') !== hasZone('target'))
    warnings.push(zoneAssumed(question, hasZone('source') ? 'target' : 'source'));
  // Both sides are cut by one clock, or the same instant would fall into two days: the one zone that is given, else UTC.
  const [zone, ...others] = new Set([zones.source, zones.target].filter((given) => given !== undefined));
  const cutZone = zone === undefined || others.length > 0 ? {} : { cutZone: zone };
  const spec = (side: Side): CanonicalSpec => {
    // A day has no zone of its own: it begins where the other side's times are.
    const zone = zones[side] ?? (found[side].time === undefined ? zones[otherSide(side)] : undefined);
    return {
      kind: 'timestamp',
      format: formats[side],
      ...commonSpec(question.pair, side),
      ...(zone === undefined ? {} : { zone }),
      ...pivotOf(side),
      ...(precision === undefined ? {} : { precision, ...cutZone }),
    };
  };
  return { name, kind: 'timestamp', formats, specs: bothSides(spec), inferred, evidence, warnings };
}

function formatOf(name: string): TemporalFormat {
  const format = findTemporalFormat(name);
  if (format === undefined) throw new TypeError(`there is no date or time format ${name}`);
  return format;
}
