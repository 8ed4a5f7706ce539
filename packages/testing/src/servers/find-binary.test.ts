import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findBinary } from './find-binary.ts';

describe('the program of a server', () => {
  let folder: string;
  const program = async (name: string, inFolder: string) => {
    await writeFile(join(inFolder, name), '');
    await chmod(join(inFolder, name), 0o755);
    return join(inFolder, name);
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reconcyl-find-'));
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });

  it('is the one in RECONCYL_SERVERS_DIR, even if another is on the PATH', async () => {
    const found = await program('sh', folder);
    vi.stubEnv('RECONCYL_SERVERS_DIR', folder);
    expect(findBinary('sh')).toBe(found);
  });

  it('is the one on the PATH otherwise', async () => {
    const found = await program('no-such-server', folder);
    vi.stubEnv('RECONCYL_SERVERS_DIR', '/nowhere');
    vi.stubEnv('PATH', `/nowhere:${folder}`);
    expect(findBinary('no-such-server')).toBe(found);
  });

  it('is missed with words that say how to install it', async () => {
    await writeFile(join(folder, 'no-such-server'), 'not executable');
    vi.stubEnv('RECONCYL_SERVERS_DIR', folder);
    expect(() => findBinary('no-such-server')).toThrow(
      'no-such-server is not installed; run `npm run servers:install`',
    );
  });
});
