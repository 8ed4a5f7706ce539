import type { TestProject } from 'vitest/node';
import { type ComposeOfTests, sharedSettings, startCompose } from './compose.ts';
import { temporaryFolder } from './temporary-folder.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly compose: ComposeOfTests;
  }
}

/** Where E2E_SYSTEM is `compose`: brings one project up before all files, and takes it down after them. */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (process.env.E2E_SYSTEM !== 'compose') return undefined;
  const folder = await temporaryFolder();
  try {
    const { stop, ...compose } = await startCompose(folder.path, sharedSettings);
    project.provide('compose', compose);
    return async () => {
      await stop();
      await folder.remove();
    };
  } catch (error) {
    await folder.remove();
    throw error;
  }
}
