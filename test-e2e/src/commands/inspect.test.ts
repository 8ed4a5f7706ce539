import { describe, expect, it, vi } from 'vitest';
import { commandFolder } from '../support/command-folder.ts';
import { testTimeoutMs } from '../support/until.ts';

vi.setConfig({ testTimeout: testTimeoutMs });

const { here } = commandFolder();

describe('reconcyl inspect', () => {
  it('tells for people how files would be read, and which key a run would take', async () => {
    const { code, stdout } = await here(['inspect', 'source.csv', 'same.csv']);
    expect(code).toBe(0);
    expect(stdout).toContain('utf-8');
    expect(stdout).toMatch(/key.*id/);
  });

  it('tells the same for programs', async () => {
    const { code, stdout } = await here(['inspect', 'source.csv', 'same.csv', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      files: [
        {
          side: 'source',
          name: 'source.csv',
          rows: 4,
          dialect: { delimiter: ',' },
          columns: [{ name: 'id' }, { name: 'amount', kind: 'decimal' }],
        },
        {
          side: 'target',
          name: 'same.csv',
          rows: 4,
          dialect: { delimiter: ';' },
          columns: [{ name: 'amount', kind: 'decimal' }, { name: 'id' }],
        },
      ],
      key: { columns: ['id'], inferred: true },
    });
  });

  it('takes one file alone, and exits with 2 for one that cannot be read', async () => {
    expect((await here(['inspect', 'source.csv'])).code).toBe(0);
    const { code, stderr } = await here(['inspect', 'no-such-file.csv']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('RECON_FILE_NOT_READABLE')]);
  });
});
