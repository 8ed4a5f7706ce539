import { startSystem } from '@reconcyl/cli';
import { afterAll, beforeAll, inject } from 'vitest';
import { folderBox, type TestDropBox } from './drop-box.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { testTimeoutMs } from './until.ts';

export interface SystemOfTests {
  /** Address of the gateway, without a last slash. */
  readonly url: string;
  readonly dataFolder: string;
  /** Mails lie here as .eml files. */
  readonly mailFolder: string;
  readonly box: TestDropBox;
  readonly stop: () => Promise<void>;
}

/** How the whole system is started on a folder; E2E_SYSTEM chooses. */
const ways = {
  /** In this process, on the embedded adapters. */
  embedded: async (folder: string, env: Readonly<Record<string, string>>): Promise<SystemOfTests> => ({
    ...(await startSystem({ dataFolder: folder, port: 0, env: { LOG_LEVEL: 'error', ...env } })),
    box: folderBox(folder),
  }),
  /** Six processes on real servers. */
  processes: async (folder: string, env: Readonly<Record<string, string>>): Promise<SystemOfTests> =>
    (await import('./processes.ts')).startProcesses(folder, env),
  /** Containers, as docker-compose.yml says; files that ask for nothing special share them. */
  compose: async (folder: string, env: Readonly<Record<string, string>>): Promise<SystemOfTests> =>
    (await import('./compose-of-file.ts')).composeOfFile(folder, env, inject('compose')),
};

/** The whole system for all tests of a file, started in the way that E2E_SYSTEM names. Call the result to get it. */
export function systemOfTests(env: Readonly<Record<string, string>> = {}): () => SystemOfTests {
  return startedBy(wayOf(process.env.E2E_SYSTEM ?? 'embedded'), env);
}

/** The same on the embedded adapters always, for tests that look at their files. */
export function embeddedSystem(env: Readonly<Record<string, string>> = {}): () => SystemOfTests {
  return startedBy(ways.embedded, env);
}

function wayOf(name: string) {
  if (name === 'embedded' || name === 'processes' || name === 'compose') return ways[name];
  throw new Error(`E2E_SYSTEM is one of ${Object.keys(ways).join(', ')}`);
}

function startedBy(start: (typeof ways)['embedded'], env: Readonly<Record<string, string>>): () => SystemOfTests {
  let running: SystemOfTests | undefined;
  let remove = async () => {};
  beforeAll(async () => {
    const folder = await temporaryFolder();
    remove = folder.remove;
    running = await start(folder.path, env);
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
