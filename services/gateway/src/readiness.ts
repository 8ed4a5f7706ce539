import { setTimeout as delay } from 'node:timers/promises';
import type { Readiness } from '@reconcyl/service-kit';
import type { GatewayDependencies } from './dependencies.ts';

const patienceMs = 2000;

/**
 * Whether uploads can be accepted: only the object store must be there. Bus and task store are told of, but without them the
 * gateway still takes work and answers.
 */
export async function readiness({
  store,
  bus,
  tasks,
}: Pick<GatewayDependencies, 'store' | 'bus' | 'tasks'>): Promise<Readiness> {
  const [canStore, canPublish, canRead] = await Promise.all([answers(store), answers(bus), answers(tasks)]);
  const reasons = [
    ...(canStore ? [] : ['the object store does not answer']),
    ...(canPublish ? [] : ['the bus does not answer; the sweep publishes later']),
    ...(canRead ? [] : ['the task store does not answer; lists are not available']),
  ];
  return { ready: canStore, reasons };
}

async function answers(port: { readonly ping: () => Promise<void> }): Promise<boolean> {
  const done = new AbortController();
  try {
    const late = delay(patienceMs, false, { signal: done.signal, ref: false }).catch(() => false);
    return await Promise.race([port.ping().then(() => true), late]);
  } catch {
    return false;
  } finally {
    done.abort();
  }
}
