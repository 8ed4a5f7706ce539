import { describe, expect, it } from 'vitest';
import type { Fault } from './fault.ts';
import { brokenPromises, runFault } from './run-fault.ts';
import { patienceMs } from './work.ts';

/** A new one for each run, printed so that it can be given again: RECONCYL_SEED. */
const seed = Number(process.env.RECONCYL_SEED ?? Date.now() % 2 ** 31);

/** Each fault as a test. They stand in two files, as files run beside each other. */
export function describeFaults(faults: readonly Fault[]): void {
  describe(`what was accepted ends, is right and is told of once (seed ${seed})`, () => {
    it.each(faults)('when $name', { timeout: 4 * patienceMs }, async (fault) => {
      const run = await runFault(fault, { count: fault.count, seed });
      const { account, harm, seconds } = run;
      process.stdout.write(`${fault.name} (${harm.times}, ${seconds.toFixed(0)} s): ${JSON.stringify(account)}\n`);
      expect(brokenPromises(fault, run), JSON.stringify(account)).toEqual([]);
      expect(account.accepted).toBe(fault.count);
    });
  });
}
