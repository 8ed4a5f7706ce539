import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { commandFolder } from '../support/command-folder.ts';
import { testTimeoutMs } from '../support/until.ts';

vi.setConfig({ testTimeout: testTimeoutMs });

const { here, path } = commandFolder();

describe('reconcyl doctor', () => {
  it('exits with 0 when the machine has what is needed', async () => {
    const { code, stdout, stderr } = await here(['doctor', '--data', join(path(), 'doctor')]);
    expect(code).toBe(0);
    expect(`${stdout}${stderr}`).toMatch(/engine/);
  });

  it('exits with 2 and says what is wrong when the data folder cannot be one', async () => {
    const { code, stdout, stderr } = await here(['doctor', '--data', join(path(), 'source.csv')]);
    expect(code).not.toBe(0);
    expect(`${stdout}${stderr}`).toMatch(/data folder/);
  });
});
