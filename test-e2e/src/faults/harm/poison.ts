import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { ProcessesOfTests } from '../../support/processes.ts';
import type { ServiceName } from '../../support/service-process.ts';
import { until } from '../../support/until.ts';
import type { Harm, Scene } from '../fault.ts';
import { pairs } from '../pairs.ts';
import { endOf, patienceMs, submitSurely } from '../work.ts';
import { begun } from './moments.ts';

/** The one that stays in hand for longest. */
const largest = pairs.reduce((a, b) => (a.source.length > b.source.length ? a : b));

/** The normalizer dies each time that it has the files of one of these in its hands. */
export async function poison({ system, work }: Scene): Promise<Harm> {
  await begun(work);
  const poisoned = await Promise.all([901, 902].map((n) => submitSurely(system.url, largest, n)));
  const allEnded = new AbortController();
  const ends = Promise.all(poisoned.map((id) => until(`${id} to end`, () => endOf(system.url, id), patienceMs)));
  ends.finally(() => allEnded.abort()).catch(() => undefined);
  let kills = 0;
  while (!allEnded.signal.aborted) {
    await setTimeout(5);
    if (!(await hasInHand(system, 'normalizer', poisoned))) continue;
    kills += 1;
    await system.services.normalizer.kill();
    await system.services.normalizer.start();
  }
  const codes = (await ends).map(({ error }) => error?.code);
  if (codes.some((code) => code !== 'RECON_WORKER_DIED')) throw new Error(`they ended with ${codes.join(', ')}`);
  await until('the mails of them', async () => {
    const told = await Promise.all(poisoned.map((id) => endOf(system.url, id)));
    return told.every((end) => end?.notification === 'sent');
  });
  return { times: `${kills} deaths by ${poisoned.length} pairs`, poisoned };
}

/** Whether a service works on one of them now: their ids are in the names of its folders, which begin with host and process. */
async function hasInHand(system: ProcessesOfTests, service: ServiceName, ids: readonly string[]): Promise<boolean> {
  const paths = await readdir(join(system.dataFolder, 'scratch'), { recursive: true }).catch(() => []);
  const folders = paths
    .map((path) => path.split('/'))
    .filter(([owner = '']) => owner.includes(`.${system.services[service].pid()}.`));
  return folders.some(([, folder = '']) => ids.some((id) => folder.startsWith(id)));
}
