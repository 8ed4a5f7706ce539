import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { commandFolder } from '../support/command-folder.ts';
import { filesUnder } from '../support/folder-content.ts';
import { finished, start } from '../support/reconcyl.ts';
import { testTimeoutMs, until } from '../support/until.ts';

vi.setConfig({ testTimeout: testTimeoutMs });

const { here, path } = commandFolder();

describe('reconcyl run', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('leaves nothing behind on %s', async (signal) => {
    const work = join(path(), `work-${signal}`);
    await mkdir(work);
    const out = join(path(), `out-${signal}`);
    const rows = Array.from({ length: 400_000 }, (_, id) => `${id},name of ${id},${id % 977}.50\n`);
    await writeFile(join(path(), 'large.csv'), `id,name,amount\n${rows.join('')}`);
    await writeFile(join(path(), 'large-target.csv'), `id,name,amount\n${rows.toReversed().join('')}`);
    const args = ['run', 'large.csv', 'large-target.csv', '--report', 'json', '--out', out];
    const child = start(args, { cwd: path(), env: { TMPDIR: work } });
    const end = finished(child);
    await until('a work folder', async () => child.exitCode !== null || (await workIn(work)).length > 0);
    child.kill(signal);
    const { code, signal: endedBy } = await end;
    expect(code === 0).toBe(false);
    expect(code ?? endedBy).not.toBe(1);
    expect(await workIn(work)).toEqual([]);
    expect(await filesUnder(out)).toEqual([]);
  });

  it('leaves no work folder behind when it ends by itself', async () => {
    const work = join(path(), 'work');
    await mkdir(work);
    for (const target of ['same.csv', 'differs.csv', 'wrong.yaml']) {
      await here(['run', 'source.csv', target, '--report', 'json'], { env: { TMPDIR: work } });
      expect(await workIn(work)).toEqual([]);
    }
  });
});

/** What a run made in its folder for temporary files. Node keeps compiled code there for the next run: that is no work. */
async function workIn(temporary: string): Promise<string[]> {
  return (await readdir(temporary)).filter((name) => name !== 'node-compile-cache');
}
