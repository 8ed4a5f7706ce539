import { expect, vi } from 'vitest';

// Far more than is ever needed: a busy machine must not turn a test red.
const patienceMs = 20_000;
vi.setConfig({ testTimeout: 2 * patienceMs });

/** Waits until a condition holds; for tests over real sockets. */
export function eventually(
  look: () => unknown,
  options: { readonly interval?: number } = {},
): ReturnType<typeof expect.poll> {
  return expect.poll(look, { timeout: patienceMs, interval: 5, ...options });
}
