import { setTimeout } from 'node:timers/promises';

/** How long a condition may take before a test gives up. A bound for what hangs, not a figure: machines are shared. */
export const patienceMs = 240_000;

/** For tests that wait on several conditions one after another. */
export const testTimeoutMs = 2 * patienceMs;

/** Looks again and again until there is something to see; `undefined` and `false` mean not yet. Throws after `withinMs`. */
export async function until<Value>(
  what: string,
  look: () => Value | undefined | false | Promise<Value | undefined | false>,
  withinMs = patienceMs,
): Promise<Value> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (performance.now() > deadline) throw new Error(`waited ${withinMs} ms in vain: ${what}`);
    await setTimeout(25);
  }
}
