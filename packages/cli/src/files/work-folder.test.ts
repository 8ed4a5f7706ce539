import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createWorkFolder } from './work-folder.ts';

describe('createWorkFolder', () => {
  let folder: string;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'reconcyl-test-')));
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });

  it('makes a folder that only this user can read, and removes it with all that is in it', () => {
    vi.stubEnv('TMPDIR', folder);
    const work = createWorkFolder();
    expect(dirname(work.path)).toBe(folder);
    expect(statSync(work.path).mode & 0o777).toBe(0o700);
    mkdirSync(join(work.path, 'more'));
    work.remove();
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ['a[1]', true, /holds \*, \? or \[/],
    ['a*', true, /holds \*, \? or \[/],
    ['absent', false, /does not exist/],
  ])('says what is wrong with %s as the folder for temporary files', (name, exists, detail) => {
    vi.stubEnv('TMPDIR', join(folder, name));
    if (exists) mkdirSync(join(folder, name));
    expect(() => createWorkFolder()).toThrow(
      expect.objectContaining({ code: 'RECON_WORK_FOLDER', detail: expect.stringMatching(detail) }),
    );
  });
});
