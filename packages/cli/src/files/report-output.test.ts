import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeIo } from '../testing/fake-io.ts';
import { createReportFolder, writeReportTo } from './report-output.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reconcyl-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function* content(...pieces: string[]): AsyncIterable<string> {
  yield* pieces;
}

describe('createReportFolder', () => {
  it('makes the folder and writes each report once', async () => {
    const out = join(folder, 'new', 'out');
    const reports = await createReportFolder(out);
    const paths = await reports.write(['json', 'csv', 'json'], (report) => content('a ', report), AbortSignal.any([]));
    expect(paths).toEqual([join(out, 'reconciliation_report.json'), join(out, 'reconciliation_report.csv')]);
    expect(await readFile(join(out, 'reconciliation_report.csv'), 'utf8')).toBe('a csv');
    expect(await readdir(out)).toHaveLength(2);
  });

  it('leaves an earlier report as it was, and nothing else, when writing fails half-way', async () => {
    await writeFile(join(folder, 'reconciliation_report.json'), 'earlier');
    const reports = await createReportFolder(folder);
    const failing = async function* () {
      yield 'half';
      throw new Error('broken');
    };
    await expect(
      reports.write(['json', 'csv'], (report) => (report === 'json' ? content('new') : failing()), AbortSignal.any([])),
    ).rejects.toThrow('broken');
    expect(await readdir(folder)).toEqual(['reconciliation_report.json']);
    expect(await readFile(join(folder, 'reconciliation_report.json'), 'utf8')).toBe('earlier');
  });

  it('leaves nothing when it is aborted', async () => {
    const reports = await createReportFolder(folder);
    const controller = new AbortController();
    const endless = async function* () {
      for (;;) {
        yield 'more';
        controller.abort();
      }
    };
    await expect(reports.write(['html'], () => endless(), controller.signal)).rejects.toThrow();
    expect(await readdir(folder)).toEqual([]);
  });

  it('refuses a file as a folder with a usage error', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(createReportFolder(join(folder, 'file'))).rejects.toMatchObject({ code: 'RECON_USAGE' });
  });
});

describe('writeReportTo', () => {
  it('writes the report and leaves the output open', async () => {
    const io = fakeIo();
    await writeReportTo(io.stdout, content('a', 'b'));
    io.stdout.write('c');
    expect(io.stdoutText()).toBe('abc');
  });

  it('is quiet when the reader went away', async () => {
    const io = fakeIo();
    const gone = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
    const endless = async function* () {
      for (;;) {
        yield 'x';
        io.stdout.destroy(gone);
      }
    };
    await expect(writeReportTo(io.stdout, endless())).resolves.toBeUndefined();
  });
});
