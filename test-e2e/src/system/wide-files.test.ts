import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { type Report, report, submit } from '../support/client.ts';
import { reconcyl } from '../support/reconcyl.ts';
import { systemOfTests } from '../support/system.ts';
import { folderOfTest } from '../support/temporary-folder.ts';
import { testTimeoutMs } from '../support/until.ts';

vi.setConfig({ testTimeout: testTimeoutMs });

const columns = ['id', ...Array.from({ length: 4999 }, (_, at) => `column ${at + 1}`)];
const row = (id: number) => columns.map((_, at) => (at === 0 ? String(id) : `${id} in ${at}`));
const table = (rows: readonly (readonly string[])[]) =>
  `${[columns, ...rows].map((cells) => cells.join(',')).join('\n')}\n`;
const source = table([row(1), row(2), row(3)]);
const target = table([row(1), row(2).with(4321, 'changed'), row(3).with(4999, '')]);

describe('a pair with 5,000 columns', () => {
  const system = systemOfTests();

  it('is reconciled over HTTP', async () => {
    expectBreaks(await report(system().url, await submit(system().url, { source, target, fields: { key: 'id' } })));
  });

  it('is reconciled from the command line', async () => {
    const folder = await folderOfTest();
    await writeFile(join(folder, 'source.csv'), source);
    await writeFile(join(folder, 'target.csv'), target);
    const args = ['run', 'source.csv', 'target.csv', '--key', 'id', '--report', 'json'];
    const { code, stdout } = await reconcyl(args, { cwd: folder });
    expect(code).toBe(1);
    expectBreaks(JSON.parse(stdout) as Report);
  });

  function expectBreaks({ summary, discrepancies }: Report) {
    expect(summary.counts).toMatchObject({ source_rows: 3, agreeing: 1, discrepancies: 2, differing_cells: 2 });
    expect(discrepancies.map(({ differences }) => differences)).toMatchObject([
      [{ column: 'column 4321', source: '2 in 4321', target: 'changed', cause: 'value' }],
      [{ column: 'column 4999', source: '3 in 4999', target: '', cause: 'null_vs_value' }],
    ]);
    expect(Object.keys(discrepancies[0]?.source ?? {})).toEqual(columns);
  }
});
