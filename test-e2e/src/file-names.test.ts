import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { report, submit } from './support/client.ts';
import { filesUnder } from './support/folder-content.ts';
import { reconcyl } from './support/reconcyl.ts';
import { embeddedSystem } from './support/system.ts';
import { folderOfTest } from './support/temporary-folder.ts';
import { testTimeoutMs } from './support/until.ts';

vi.setConfig({ testTimeout: testTimeoutMs });

const source = 'id,value\n1,a\n2,b\n';
const target = 'id,value\n1,a\n2,c\n';
const long = `${'n'.repeat(296)}.csv`;

describe('the name of an uploaded file', () => {
  const system = embeddedSystem();

  it.each([
    ['a path that climbs', '../../../../../../tmp/escaped.csv'],
    ['a path of Windows', '..\\..\\escaped.csv'],
    ['an absolute path', '/etc/passwd'],
    ['a NUL', 'ledger\0.csv'],
    ['300 characters', long],
    ['wild cards', 'bank[1]*?.csv'],
    ['the form of a partition', 'k=5/part.csv'],
    ['quotes and line breaks', 'a"b\r\nX-Injected: 1.csv'],
    ['right-to-left marks', 'abc\u202evsc.exe'],
    ['nothing but dots', '..'],
  ])('may hold %s: it is shown, and never used', async (_, name) => {
    const id = await submit(system().url, { source: { name, content: source }, target });
    const found = await report(system().url, id);
    expect(found.summary.counts).toMatchObject({ source_rows: 2, agreeing: 1, discrepancies: 1 });
    expect(found.summary.files.source.name.length).toBeLessThanOrEqual(255);
    expect(found.summary.files.source.name).not.toMatch(/[\0\r\n]/);
    // Whatever lies in the data folder has a name that the system made.
    const written = await filesUnder(system().dataFolder);
    expect(written.filter((path) => /escaped|passwd|ledger|nnnn|bank|k=5|Injected|exe/.test(path))).toEqual([]);
    expect(written.some((path) => path.includes(id))).toBe(true);
  });
});

describe('the name of a file on the command line', () => {
  it.each([
    ['a path that climbs', 'sub/../source.csv'],
    ['wild cards, beside the file that they would match', 'bank[1].csv'],
    ['the form of a partition', 'k=5/part.csv'],
    ['a quote and a semicolon of SQL', "it's; drop.csv"],
  ])('may hold %s', async (_, name) => {
    const folder = await folderOfTest();
    await mkdir(join(folder, 'sub'));
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, 'bank1.csv'), 'wrong\nfile\n');
    await writeFile(join(folder, name), source);
    await writeFile(join(folder, 'target.csv'), target);
    const { code, stdout } = await reconcyl(['run', name, 'target.csv', '--json', '-q'], { cwd: folder });
    expect(code).toBe(1);
    const summary = JSON.parse(stdout) as { counts: unknown; files: { source: { columns: unknown } } };
    expect(summary.counts).toMatchObject({ source_rows: 2, agreeing: 1, discrepancies: 1 });
    expect(summary.files.source.columns).toEqual(['id', 'value']);
  });
});
