import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeIo } from '../testing/fake-io.ts';
import { prepareInput } from './input-file.ts';

let folder: string;
let work: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'reconcyl-test-')));
  work = join(folder, 'work');
  await mkdir(work);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const never = new AbortController().signal;

describe('prepareInput', () => {
  it('gives a plain file as it is', async () => {
    await writeFile(join(folder, 'März 2026.csv'), 'id\n');
    const input = await prepareInput(fakeIo(), 'source', join(folder, 'März 2026.csv'), work, never);
    expect(input).toEqual({ path: join(folder, 'März 2026.csv'), displayName: 'März 2026.csv' });
  });

  it.each(['bank[1].csv', 'k=5.csv', '*.csv', "quote'd.csv"])('gives %s a plain name of ours', async (name) => {
    await writeFile(join(folder, name), 'id\n7\n');
    const input = await prepareInput(fakeIo(), 'target', join(folder, name), work, never);
    expect(input).toEqual({ path: join(work, 'target.csv'), displayName: name });
    expect(await readFile(input.path, 'utf8')).toBe('id\n7\n');
  });

  it('copies standard input', async () => {
    const input = await prepareInput(fakeIo({ stdin: 'id\n1\n' }), 'source', '-', work, never);
    expect(await readFile(input.path, 'utf8')).toBe('id\n1\n');
    expect(input.displayName).toBe('standard input');
  });

  it.each([
    ['absent.csv', /does not exist/],
    ['', /is a folder/],
    ['x'.repeat(300), /name that is too long/],
  ])('refuses %j and says why', async (name, reason) => {
    const refused = prepareInput(fakeIo(), 'source', join(folder, name), work, never);
    await expect(refused).rejects.toMatchObject({
      code: 'RECON_FILE_NOT_READABLE',
      detail: expect.stringMatching(reason),
    });
  });
});
