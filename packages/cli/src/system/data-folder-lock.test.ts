import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockDataFolder } from './data-folder-lock.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reconcyl-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const inUse = { code: 'RECON_DATA_FOLDER_IN_USE' };

describe('lockDataFolder', () => {
  it('makes the folder, and gives it to one at a time', () => {
    const data = join(folder, 'new', 'data');
    const release = lockDataFolder(data);
    expect(() => lockDataFolder(data)).toThrow(expect.objectContaining(inUse));
    release();
    lockDataFolder(data)();
  });

  it('says why a folder cannot be one', async () => {
    await writeFile(join(folder, 'file'), '');
    for (const path of ['file', 'file/below']) {
      expect(() => lockDataFolder(join(folder, path))).toThrow(
        expect.objectContaining({ code: 'RECON_DATA_FOLDER', detail: 'There is a file in its place.' }),
      );
    }
  });

  it('refuses while another process holds it, and takes it over when that was killed', async () => {
    const module = new URL('./data-folder-lock.ts', import.meta.url).href;
    const script = `const { lockDataFolder } = await import(${JSON.stringify(module)});
      lockDataFolder(${JSON.stringify(folder)}); process.stdout.write('locked'); setInterval(() => {}, 60_000);`;
    const child = spawn(process.execPath, ['--conditions=reconcyl-source', '--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      await once(child.stdout, 'data');
      expect(() => lockDataFolder(folder)).toThrow(expect.objectContaining(inUse));
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      lockDataFolder(folder)();
    } finally {
      child.kill('SIGKILL');
    }
  });
});
