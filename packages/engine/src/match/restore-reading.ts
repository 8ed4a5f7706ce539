import type { Side } from '@reconcyl/contracts';
import { namingSide, openPlain, type ReadingOptions, readCarefully } from '../reading/index.ts';
import type { FileInput, Plan, PlannedReading, Reading } from '../types.ts';
import { closingRecord, withoutSetAside } from './set-aside.ts';

/** What a plan keeps of a reading: no path, no line of the file but those that state totals. */
export function plannedReading(reading: Reading): PlannedReading {
  const {
    csv,
    lineMap: _lineMap,
    lineIndex: _lineIndex,
    rejects: _rejects,
    setAsideRecords: _setAsideRecords,
    lastRecords: _lastRecords,
    ...rest
  } = reading;
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
  const { setAside } = planned;
  if (planned.mode === 'clean') {
    const { columns } = planned;
    const reading = { ...(await readCarefully(input, side, plan.sideRules[side], options)), columns };
    return setAside === undefined ? reading : withoutSetAside(reading, setAside);
  }
  const { handle, path } = await namingSide(side, () => openPlain(input, side, options));
  await handle.close();
  const lineMap = { steps: [{ ordinal: 0, line: planned.csv.skipLines + 1 }] };
  const closing = (setAside?.closing ?? []).map((row) => closingRecord({ side, lineMap }, row));
  return { ...planned, csv: { ...planned.csv, path }, lineMap, rejects: [], setAsideRecords: closing };
}
