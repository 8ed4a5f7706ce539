import { setTimeout } from 'node:timers/promises';
import { until } from '../../support/until.ts';
import { patienceMs, type Work } from '../work.ts';

/** Something is under way. */
export async function begun(work: Work): Promise<void> {
  await until('some to be accepted', () => work.accepted.length >= 5, patienceMs);
}

/** Everything has ended. */
export async function finished(work: Work, count: number): Promise<void> {
  await until(
    'all to end',
    async () => {
      await setTimeout(500);
      return ((await work.ended()) ?? 0) >= count;
    },
    2 * patienceMs,
  );
}
