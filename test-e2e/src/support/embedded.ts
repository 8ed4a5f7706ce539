import { type RunningSystem, startSystem } from '@reconcyl/cli';
import { afterAll, beforeAll } from 'vitest';
import { temporaryFolder } from './temporary-folder.ts';
import { testTimeoutMs } from './until.ts';

/** The whole system in this process, on a fresh folder, for all tests of a file. Call the result to get it. */
export function embeddedSystem(env: Readonly<Record<string, string>> = {}): () => RunningSystem {
  let running: RunningSystem | undefined;
  let remove = async () => {};
  beforeAll(async () => {
    const folder = await temporaryFolder();
    remove = folder.remove;
    running = await startSystem({ dataFolder: folder.path, port: 0, env: { LOG_LEVEL: 'error', ...env } });
  }, testTimeoutMs);
  afterAll(async () => {
    await running?.stop();
    await remove();
  }, testTimeoutMs);
  return () => {
    if (running === undefined) throw new Error('the system has not started');
    return running;
  };
}
