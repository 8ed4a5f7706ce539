import { readDay } from '../read-day.ts';
import { usualPivot } from '../temporal.ts';
import { findTemporalFormat } from '../temporal-formats.ts';
import { type Both, bothSides, otherSide, type PairQuestion, type SideAnswer } from './question.ts';

export interface FoundPivot {
  readonly pivot: number;
  /** Values with two digits of the year of which the other side has the year, so read. */
  readonly agreeing: number;
  readonly of: number;
}

/** Share of the values of two digits whose year must stand on the side of four. */
const leastAgreement = 0.95;
const fewestValues = 5;

/**
 * The pivot of a side whose years have two digits, where the years of the other side, which have four, show another than the usual
 * one: 95 % of the values fall into a year that the other side has, as few do by the usual pivot. Undefined for no such pair.
 */
export function findPivot(
  question: PairQuestion,
  answers: Both<SideAnswer>,
  formats: Both<string>,
): FoundPivot | undefined {
  const short = bothSides((side) => findTemporalFormat(formats[side])?.date.shortYear === true);
  if (question.pair.rules?.pivot !== undefined || short.source === short.target) return undefined;
  const side = short.source ? 'source' : 'target';
  const years = (of: 'source' | 'target') =>
    answers[of].cells
      .map((cell) => readDay(cell, formats[of]))
      .filter((day) => day !== null)
      .map((day) => Number(day.slice(0, 4)));
  const known = new Set(years(otherSide(side)));
  const values = years(side).map((year) => year % 100);
  if (known.size === 0 || values.length < fewestValues) return undefined;
  const agreeing = (pivot: number) => values.filter((value) => known.has(value + (value < pivot ? 2000 : 1900))).length;
  const least = values.length * leastAgreement;
  if (agreeing(usualPivot) >= least) return undefined;
  const pivots = Array.from({ length: 100 }, (_, pivot) => ({ pivot, agreeing: agreeing(pivot) }));
  const most = Math.max(...pivots.map((candidate) => candidate.agreeing));
  if (most < least) return undefined;
  const [nearest] = pivots
    .filter((candidate) => candidate.agreeing === most)
    .sort((a, b) => Math.abs(a.pivot - usualPivot) - Math.abs(b.pivot - usualPivot));
  return nearest && { ...nearest, of: values.length };
}
