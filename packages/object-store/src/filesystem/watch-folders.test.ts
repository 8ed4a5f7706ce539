import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchFolders } from './watch-folders.ts';

describe('watchFolders', () => {
  let folder: string;
  let hints: number;
  let folders: ReturnType<typeof watchFolders>;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reconcyl-watch-'));
    hints = 0;
    folders = watchFolders(folder, () => {
      hints += 1;
    });
    await mkdir(join(folder, 'deep/er'), { recursive: true });
    await folders.refresh();
  });

  afterEach(async () => {
    folders.close();
    await rm(folder, { recursive: true });
  });

  /** Does something and waits for a hint that was not there before. */
  async function hintAfter(act: () => Promise<unknown>): Promise<void> {
    const before = hints;
    await act();
    await vi.waitFor(() => expect(hints).toBeGreaterThan(before), { timeout: 4000, interval: 5 });
  }

  it('hints at a new file, and at one that is replaced, at any depth', async () => {
    await hintAfter(() => writeFile(join(folder, 'deep/er/a'), 'before'));
    await hintAfter(() => writeFile(join(folder, 'temporary'), 'after'));
    await hintAfter(() => rename(join(folder, 'temporary'), join(folder, 'deep/er/a')));
  });

  it('hints at a new folder, and after the next refresh at what happens in it', async () => {
    await hintAfter(() => mkdir(join(folder, 'deep/new')));
    await folders.refresh();
    await hintAfter(() => writeFile(join(folder, 'deep/new/a'), 'abc'));
  });

  it('goes on when folders are removed', async () => {
    await rm(join(folder, 'deep'), { recursive: true });
    await folders.refresh();
    await hintAfter(() => writeFile(join(folder, 'a'), 'abc'));
  });

  it('keeps quiet about a folder that is not there', async () => {
    const none = watchFolders(join(folder, 'nothing'), () => undefined);
    await none.refresh();
    none.close();
  });
});
