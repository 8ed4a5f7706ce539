import { setTimeout } from 'node:timers/promises';
import { type ServiceName, services } from '../../support/service-process.ts';
import type { Harm, Scene } from '../fault.ts';
import { begun } from './moments.ts';

/** Kills one service after the other, in an order of chance, each at least three times while there is work. */
export async function killServices({ system, work, count, random }: Scene): Promise<Harm> {
  await begun(work);
  const kills = new Map<ServiceName, number>(services.map((name) => [name, 0]));
  const times = Math.max(3 * services.length, Math.ceil(count / 6));
  for (let n = 0; n < times; n += 1) {
    // Whoever was killed least is next, so that nobody is left out by chance.
    const least = Math.min(...kills.values());
    const victims = services.filter((name) => kills.get(name) === least);
    const name = victims[Math.floor(random() * victims.length)] ?? 'gateway';
    kills.set(name, least + 1);
    await setTimeout(1500 * random());
    await system.services[name].kill();
    await system.services[name].start();
  }
  return { times: `${times} kills`, notifierDeaths: kills.get('notifier') ?? 0 };
}

/** A rolling restart, twice. */
export async function stopServices({ system, work }: Scene): Promise<Harm> {
  await begun(work);
  const codes: (number | null)[] = [];
  for (const name of [...services, ...services]) {
    codes.push(await system.services[name].stop());
    await system.services[name].start();
    await setTimeout(300);
  }
  if (codes.some((code) => code !== 0)) throw new Error(`a service did not end with 0 but ${codes.join(', ')}`);
  return { times: `${codes.length} stops, each ended with 0` };
}
