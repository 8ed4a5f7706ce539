import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../support/reconcyl.ts';
import { folderOfTest } from '../support/temporary-folder.ts';

it.each([['--report', 'csv'], ['--json']])(
  'exits with 2 and a coded error when standard output cannot be written: %s',
  async (...args) => {
    const folder = await folderOfTest();
    await writeFile(join(folder, 's.csv'), 'id,v\n1,a\n');
    const full = openSync('/dev/full', 'w');
    const bin = join(root, 'packages/cli/bin/reconcyl.js');
    const child = spawn(
      process.execPath,
      ['--conditions=reconcyl-source', bin, 'run', 's.csv', 's.csv', '-q', ...args],
      {
        cwd: folder,
        stdio: ['ignore', full, 'pipe'],
      },
    );
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const [code] = await once(child, 'close');
    closeSync(full);
    expect(code).toBe(2);
    expect(stderr).toContain('RECON_');
    expect(stderr).not.toMatch(/^ +at /m);
  },
);
