import type { Side } from '@reconcyl/contracts';
import { type ReadingOptions, readCarefully } from '../reading/index.ts';
import type { FileInput, Plan } from '../types.ts';
import type { Sides } from './matching.ts';
import { applyAgain } from './set-aside.ts';

/**
 * Reads the sides that DuckDB read directly once more, with care, after it found one of them to be other than it was surveyed;
 * undefined when there are none left to blame.
 */
export async function readAgain(
  sides: Sides,
  inputs: Readonly<Record<Side, FileInput>>,
  rules: Plan['sideRules'],
  options: ReadingOptions,
): Promise<Sides | undefined> {
  if (sides.source.mode === 'clean' && sides.target.mode === 'clean') return undefined;
  const again = async (side: Side) => {
    const { mode, setAside } = sides[side];
    if (mode === 'clean') return sides[side];
    const { columns } = sides[side];
    const reading = { ...(await readCarefully(inputs[side], side, rules[side], options)), columns };
    return setAside === undefined ? reading : applyAgain(reading, setAside, options);
  };
  return { source: await again('source'), target: await again('target') };
}
