import type { LineMap } from '../types.ts';

/** Physical line, from 1, on which the record with this ordinal (from 0) begins. */
export function lineOfRecord(map: LineMap, ordinal: number): number {
  const { steps } = map;
  let low = 0;
  let high = steps.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    const step = steps[middle];
    if (step !== undefined && step.ordinal <= ordinal) low = middle;
    else high = middle - 1;
  }
  const step = steps[low];
  if (step === undefined) throw new RangeError('a line map has at least one step');
  return step.line + (ordinal - step.ordinal);
}

/** The map of a file in which every line from `firstLine` on is one record. */
export function straightLineMap(firstLine: number): LineMap {
  return { steps: [{ ordinal: 0, line: firstLine }] };
}

/** Collects where records begin, in file order; a step is kept only where the distance between ordinal and line changes. */
export function createLineMapBuilder(): { add(line: number): void; build(firstLine: number): LineMap } {
  const steps: { ordinal: number; line: number }[] = [];
  let ordinal = 0;
  let distance = Number.NaN;
  return {
    add(line) {
      if (line - ordinal !== distance) {
        distance = line - ordinal;
        steps.push({ ordinal, line });
      }
      ordinal++;
    },
    build: (firstLine) => (steps.length === 0 ? straightLineMap(firstLine) : { steps }),
  };
}
