/** A record that may be a part; `units` are its amount in the smallest unit, never 0. */
export interface Part {
  readonly units: number;
}

export interface SubsetLimits {
  /** Most parts of a set, at least 2. */
  readonly maxParts: number;
  /** Steps that the search may take. */
  readonly maxSteps: number;
}

export interface Subsets<P extends Part> {
  /** The sets of parts that sum to the whole: the first two, more are not looked for. A single part is a set too. */
  readonly found: readonly (readonly P[])[];
  readonly steps: number;
  /** False when the search ended at its limit. */
  readonly complete: boolean;
}

/**
 * Looks for the sets of at most `maxParts` parts whose units sum to `whole`. The parts must come with the largest absolute units first;
 * sums must stay within safe integers. Depth first, cut where what is left of the parts cannot reach the rest.
 */
export function findSubsets<P extends Part>(whole: number, parts: readonly P[], limits: SubsetLimits): Subsets<P> {
  const [most, least] = reachable(parts);
  const places = placesByUnits(parts);
  const found: P[][] = [];
  const chosen: P[] = [];
  let steps = 0;

  function search(from: number, rest: number): void {
    steps += 1;
    for (const place of places.get(rest) ?? []) {
      if (place < from) continue;
      found.push([...chosen, parts[place] as P]);
      if (found.length === 2) return;
    }
    const left = limits.maxParts - chosen.length;
    if (left < 2) return;
    for (let place = from; place < parts.length - 1; place += 1) {
      const part = parts[place] as P;
      if (Math.abs(rest) > left * Math.abs(part.units)) return;
      if (rest > (most[place] ?? 0) || rest < (least[place] ?? 0)) return;
      if (steps >= limits.maxSteps) return;
      chosen.push(part);
      search(place + 1, rest - part.units);
      chosen.pop();
      if (found.length === 2) return;
    }
  }

  search(0, whole);
  return { found, steps, complete: found.length === 2 || steps < limits.maxSteps };
}

/** The largest and the smallest sum of the parts from each place on. */
function reachable(parts: readonly Part[]): [Float64Array, Float64Array] {
  const most = new Float64Array(parts.length + 1);
  const least = new Float64Array(parts.length + 1);
  for (let place = parts.length - 1; place >= 0; place -= 1) {
    const units = parts[place]?.units ?? 0;
    most[place] = (most[place + 1] ?? 0) + Math.max(0, units);
    least[place] = (least[place + 1] ?? 0) + Math.min(0, units);
  }
  return [most, least];
}

function placesByUnits(parts: readonly Part[]): Map<number, number[]> {
  const places = new Map<number, number[]>();
  for (const [place, { units }] of parts.entries()) {
    const list = places.get(units);
    if (list === undefined) places.set(units, [place]);
    else list.push(place);
  }
  return places;
}
