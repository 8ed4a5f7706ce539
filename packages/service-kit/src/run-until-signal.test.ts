import { describe, expect, it } from 'vitest';
import { runUntilSignal } from './run-until-signal.ts';
import { isReady, type Service } from './service.ts';
import { createSilentLogger } from './testing/index.ts';

function setUp() {
  const said: string[] = [];
  const listeners = new Set<() => void>();
  const signals = {
    on: (_signal: string, listener: () => void) => listeners.add(listener),
    off: (_signal: string, listener: () => void) => listeners.delete(listener),
    exit: (code: number) => said.push(`exit ${code}`),
  };
  const service = (name: string, overrides: Partial<Service> = {}): Service => ({
    name,
    start: async () => void said.push(`start ${name}`),
    stop: async (graceMs) => void said.push(`stop ${name} ${graceMs}`),
    ready: async () => isReady,
    ...overrides,
  });
  const tell = () => {
    for (const listener of [...listeners]) listener();
  };
  return { said, signals, service, tell, listeners };
}

const logger = createSilentLogger();

describe('runUntilSignal', () => {
  it('starts in order, waits, stops within the grace period and leaves no listener', async () => {
    const { said, signals, service, tell, listeners } = setUp();
    await runUntilSignal([service('a'), service('b')], { graceMs: 5, logger, signals, onStarted: tell });
    expect(said).toEqual(['start a', 'start b', 'stop a 5', 'stop b 5']);
    expect(listeners.size).toBe(0);
  });

  it('ends the process at once at the second signal', async () => {
    const { said, signals, service, tell } = setUp();
    const slow = service('slow', {
      stop: async () => {
        tell();
      },
    });
    await runUntilSignal([slow], { graceMs: 5, logger, signals, onStarted: tell });
    expect(said).toEqual(['start slow', 'exit 130']);
  });

  it('stops what had started when one cannot start, and says why', async () => {
    const { said, signals, service } = setUp();
    const broken = service('broken', { start: () => Promise.reject(new Error('no')) });
    await expect(runUntilSignal([service('a'), broken], { graceMs: 5, logger, signals })).rejects.toThrow('no');
    expect(said).toEqual(['start a', 'stop a 5', 'stop broken 5']);
  });

  it('stops the others when one does not stop cleanly', async () => {
    const { said, signals, service, tell } = setUp();
    const broken = service('broken', { stop: () => Promise.reject(new Error('no')) });
    await runUntilSignal([broken, service('b')], { graceMs: 5, logger, signals, onStarted: tell });
    expect(said).toContain('stop b 5');
  });
});
