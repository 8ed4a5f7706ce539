import type { Side } from '@reconcyl/contracts';
import { namingSide, openPlain, type ReadingOptions, readCarefully } from '../reading/index.ts';
import type { FileInput, Plan, PlannedReading, Reading } from '../types.ts';

/** What a plan keeps of a reading: no path, no line of the file. */
export function plannedReading(reading: Reading): PlannedReading {
  const { csv, lineMap: _lineMap, rejects: _rejects, ...rest } = reading;
  const { path: _path, ...dialect } = csv;
  return { ...rest, csv: dialect };
}

/**
 * Finds a reading again from its plan and the file: a plain file is read where it lies, any other is cut into records once more.
 * A compressed one is unpacked again.
 */
export async function restoreReading(
  input: FileInput,
  plan: Plan,
  side: Side,
  options: ReadingOptions,
): Promise<Reading> {
  const planned = plan.readings[side];
  if (planned.mode === 'clean') return readCarefully(input, side, plan.sideRules[side], options);
  const { handle, path } = await namingSide(side, () => openPlain(input, side, options));
  await handle.close();
  return {
    ...planned,
    csv: { ...planned.csv, path },
    lineMap: { steps: [{ ordinal: 0, line: planned.csv.skipLines + 1 }] },
    rejects: [],
  };
}
