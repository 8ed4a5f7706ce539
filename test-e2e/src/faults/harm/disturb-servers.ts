import { setTimeout } from 'node:timers/promises';
import type { RunningServer } from '@reconcyl/testing/servers';
import type { ProcessesOfTests } from '../../support/processes.ts';
import type { Fault, Scene } from '../fault.ts';
import { begun, finished } from './moments.ts';

const outageMs = 30_000;

export function away(which: (system: ProcessesOfTests) => RunningServer): Fault['disturb'] {
  return async ({ system, work }) => {
    await begun(work);
    const server = which(system);
    await server.stop();
    await setTimeout(outageMs);
    await server.start();
    return { times: 'once' };
  };
}

type Through = keyof Scene['system']['proxies'];

/** Connections break after some bytes, now of what is asked and now of what is answered. */
export function cutOff(through: Through): Fault['disturb'] {
  return async ({ system, work, random }) => {
    await begun(work);
    const proxy = system.proxies[through];
    const times = 30;
    for (let n = 0; n < times; n += 1) {
      const bytes = Math.floor(100_000 ** random());
      await proxy.cutAfter({ bytes, direction: n % 2 === 0 ? 'downstream' : 'upstream' });
      await setTimeout(300);
      await proxy.heal();
      await setTimeout(200);
    }
    return { times: `${times} times` };
  };
}

export function slowed(through: Through): Fault['disturb'] {
  return async ({ system, work, count }) => {
    const proxy = system.proxies[through];
    await proxy.latency({ ms: 1000 });
    await finished(work, count);
    await proxy.heal();
    return { times: 'all the time' };
  };
}
