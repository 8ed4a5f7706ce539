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

/** Steps of the search for one record, and for all of a run. */
const mostSteps = { record: 200_000, run: 20_000_000 };

/**
 * Matches records with sets of the other side that sum to them. A group is matched when its set is the only one, and no record of it
 * belongs to another such group; then its records are taken, and the rest is looked at again, until nothing more is certain.
 * So the answer does not depend on the order in which records are looked at. What several sets sum to is ambiguous.
 */
export function chooseGroups(candidates: readonly Candidate[], rule: OneToManyPlan): ChosenGroups {
  const others = partsBySideAndBlock(candidates);
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
      const parts = (others.get(blockName(otherSide(whole.side), whole.block)) ?? []).filter(
        (part) => !taken.has(part) && Math.abs(part.day - whole.day) <= rule.windowDays,
      );
      const limits = { maxParts: rule.maxParts, maxSteps: Math.min(mostSteps.record, mostSteps.run - steps) };
      const result = findSubsets(whole.units, parts, limits);
      steps += result.steps;
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

/** The records of each side and block, with the largest absolute amounts first. */
function partsBySideAndBlock(candidates: readonly Candidate[]): Map<string, Candidate[]> {
  const parts = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const name = blockName(candidate.side, candidate.block);
    const list = parts.get(name);
    if (list === undefined) parts.set(name, [candidate]);
    else list.push(candidate);
  }
  for (const list of parts.values()) list.sort((a, b) => Math.abs(b.units) - Math.abs(a.units));
  return parts;
}

function blockName(side: Side, block: number): string {
  return `${side} ${block}`;
}

function otherSide(side: Side): Side {
  return side === 'source' ? 'target' : 'source';
}
