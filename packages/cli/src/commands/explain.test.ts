import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { main } from '../main.ts';
import { fakeIo } from '../testing/fake-io.ts';

let folder: string;
let files: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reconcyl-test-'));
  files = [join(folder, 'source.csv'), join(folder, 'target.csv')];
  await writeFile(files[0] ?? '', 'from,to,amount\n"a, b",7,10.00\nc,8,20.00\n');
  await writeFile(files[1] ?? '', 'from,to,amount\n"a, b",7,11.00\nc,8,20.0\n');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function explain(...argv: string[]) {
  const io = fakeIo();
  const code = await main(['explain', ...files, ...argv], io);
  return { code, stdout: io.stdoutText(), stderr: io.stderrText() };
}

describe('reconcyl explain', () => {
  it('tells the story of the record with these cells in its key', async () => {
    const { code, stdout } = await explain('"a, b",7', '--key', 'from,to');
    expect(code).toBe(0);
    expect(stdout).toContain('It differs.');
    expect(stdout).toMatch(/≠ amount decimal\n {4}source +"10\.00".*\n {4}target +"11\.00"/);
  });

  it('tells it for programs', async () => {
    const { code, stdout } = await explain('c,8', '--key', 'from,to', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ records: [{ outcome: 'agrees', sourceLine: 3, targetLine: 3 }] });
  });

  it('gives 2 where neither file has it, and for cells that are no key', async () => {
    const unknown = await explain('z,9', '--key', 'from,to');
    expect([unknown.code, unknown.stdout]).toEqual([2, expect.stringContaining('Neither file has a record')]);
    expect((await explain('c', '--key', 'from,to')).stderr).toContain('RECON_USAGE');
    expect((await explain('"c', '--key', 'from,to')).stderr).toContain('RECON_USAGE');
  });
});
