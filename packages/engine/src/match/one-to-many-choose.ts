import type { Side } from '@reconcyl/contracts';
import type { OneToManyPlan } from '../types.ts';
import { findSubsets } from './one-to-many-subsets.ts';

/** An unmatched record. Candidates come in the order of their contents, which no file order changes. */
export interface Candidate {
  readonly side: Side;
  readonly ordinal: number;
  /** Records of one block may belong together. */
  readonly block: number;
  /** Days since an epoch. */
  readonly day: number;
  /** The amount in its smallest unit, never 0. */
  readonly units: number;
}

export interface SumGroup {
  readonly whole: Candidate;
  /** Of an ambiguous group: the parts of all the sets that were found. */
  readonly parts: readonly Candidate[];
  readonly ambiguous: boolean;
}

export interface ChosenGroups {
  readonly groups: readonly SumGroup[];
  /** Records for which not every set could be tried: nothing was matched with them. */
  readonly unfinished: number;
}

/** Steps of the search for one record, and for all of a run, where sorting in a possible part costs some too. */
const mostSteps = { record: 200_000, run: 20_000_000 };
const stepsOfPart = 20;

/**
 * Matches records with sets of the other side that sum to them. A group is matched when its set is the only one, and no record of it
 * belongs to another such group; then its records are taken, and the rest is looked at again, until nothing more is certain.
 * So the answer does not depend on the order in which records are looked at. What several sets sum to is ambiguous.
 */
export function chooseGroups(candidates: readonly Candidate[], rule: OneToManyPlan): ChosenGroups {
  const partsOf = createPartsFinder(candidates, rule.windowDays);
  const taken = new Set<Candidate>();
  const chosen: SumGroup[] = [];
  const found = new Map<Candidate, readonly Candidate[][]>();
  const unfinished = new Set<Candidate>();
  let steps = 0;
  let open: readonly Candidate[] = candidates;
  for (;;) {
    for (const whole of open) {
      found.delete(whole);
      unfinished.delete(whole);
      if (taken.has(whole)) continue;
      if (steps >= mostSteps.run) {
        unfinished.add(whole);
        continue;
      }
      const parts = partsOf(whole).filter((part) => !taken.has(part));
      const limits = { maxParts: rule.maxParts, maxSteps: Math.min(mostSteps.record, mostSteps.run - steps) };
      const result = findSubsets(whole.units, parts, limits);
      steps += parts.length * stepsOfPart + result.steps;
      if (!result.complete) unfinished.add(whole);
      else if (result.found.some((set) => set.length > 1))
        found.set(
          whole,
          result.found.map((set) => [...set]),
        );
    }
    const certain = certainGroups(found);
    if (certain.length === 0) break;
    for (const { whole, parts } of certain) for (const record of [whole, ...parts]) taken.add(record);
    chosen.push(...certain);
    // Only what knew of a record that is taken now can have another answer.
    open = [...found.keys()].filter(
      (whole) =>
        taken.has(whole) ||
        setsOf(found, whole)
          .flat()
          .some((part) => taken.has(part)),
    );
  }
  const ambiguous = [...found.keys()].map((whole) => ({
    whole,
    parts: [...new Set(setsOf(found, whole).flat())],
    ambiguous: true,
  }));
  return { groups: [...chosen, ...ambiguous], unfinished: unfinished.size };
}

function certainGroups(found: ReadonlyMap<Candidate, readonly Candidate[][]>): SumGroup[] {
  const uses = new Map<Candidate, number>();
  const only: SumGroup[] = [];
  for (const [whole, [first, second]] of found) {
    if (first === undefined || second !== undefined) continue;
    only.push({ whole, parts: first, ambiguous: false });
    for (const record of [whole, ...first]) uses.set(record, (uses.get(record) ?? 0) + 1);
  }
  return only.filter(({ whole, parts }) => [whole, ...parts].every((record) => uses.get(record) === 1));
}

function setsOf(found: ReadonlyMap<Candidate, readonly Candidate[][]>, whole: Candidate): readonly Candidate[][] {
  return found.get(whole) ?? [];
}

/** Finds the records that may be parts of one: those of the other side in its block and days, the largest absolute amounts first. */
function createPartsFinder(candidates: readonly Candidate[], windowDays: number): (whole: Candidate) => Candidate[] {
  const name = (side: Side, block: number, day: number) => `${side} ${block} ${day}`;
  const byDay = Map.groupBy(candidates, ({ side, block, day }) => name(side, block, day));
  return ({ side, block, day }) => {
    const other = side === 'source' ? 'target' : 'source';
    const parts: Candidate[] = [];
    for (let near = day - windowDays; near <= day + windowDays; near += 1) {
      for (const part of byDay.get(name(other, block, near)) ?? []) parts.push(part);
    }
    return parts.sort((a, b) => Math.abs(b.units) - Math.abs(a.units));
  };
}
