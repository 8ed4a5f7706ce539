import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { Report } from '../support/client.ts';
import { commandFolder, files, source } from '../support/command-folder.ts';
import { parseCsv } from '../support/csv.ts';
import { testTimeoutMs } from '../support/until.ts';

vi.setConfig({ testTimeout: testTimeoutMs });

const { here, path } = commandFolder();
const run = (...args: string[]) => here(['run', ...args]);

describe('reconcyl run', () => {
  it('exits with 0 when the files agree, and tells it on standard error alone', async () => {
    const { code, stdout, stderr } = await run('source.csv', 'same.csv', '--key', 'id');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('The files agree');
  });

  it('exits with 1 when there are breaks, rejects among them', async () => {
    for (const [one = '', other = ''] of [
      ['source.csv', 'differs.csv'],
      ['source.csv', 'shorter.csv'],
      ['shorter.csv', 'source.csv'],
      ['torn.csv', 'whole.csv'],
    ]) {
      expect((await run(one, other, '--key', 'id')).code, `${one} against ${other}`).toBe(1);
    }
  });

  it.each([
    ['a file is missing', ['source.csv', 'no-such-file.csv'], 'RECON_FILE_NOT_READABLE'],
    ['an option is unknown', ['source.csv', 'same.csv', '--colour'], 'RECON_USAGE'],
    ['an option has a wrong value', ['source.csv', 'same.csv', '--fail-on', 'sometimes'], 'RECON_USAGE'],
    ['the number of breaks is none', ['source.csv', 'same.csv', '--max-breaks', 'many'], 'RECON_USAGE'],
    [
      'several reports have no folder',
      ['source.csv', 'same.csv', '--report', 'csv', '--report', 'html'],
      'RECON_USAGE',
    ],
    ['a report is unknown', ['source.csv', 'same.csv', '--report', 'pdf'], 'RECON_'],
    ['both files are standard input', ['-', '-'], 'RECON_USAGE'],
    ['the ruleset is wrong', ['source.csv', 'same.csv', '--ruleset', 'wrong.yaml'], 'RECON_RULESET_INVALID'],
    ['the ruleset is missing', ['source.csv', 'same.csv', '--ruleset', 'none.yaml'], 'RECON_FILE_NOT_READABLE'],
  ])('exits with 2 and a coded error on standard error when %s', async (_, args, error) => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(error);
    expect(stderr).not.toMatch(/^ {4}at /m);
  });

  it('prints with --json the same summary as stands in the JSON report', async () => {
    const summary = await run('source.csv', 'target.csv', '--key', 'id', '--json');
    const report = await run('source.csv', 'target.csv', '--key', 'id', '--report', 'json');
    expect([summary.code, report.code]).toEqual([1, 1]);
    expect(JSON.parse(summary.stdout)).toEqual((JSON.parse(report.stdout) as Report).summary);
  });

  it('prints one report on standard output', async () => {
    const { code, stdout } = await run('source.csv', 'target.csv', '--key', 'id', '--report', 'csv');
    expect(code).toBe(1);
    const titles = parseCsv(stdout).filter((row) => row.length === 1 && row[0] !== '');
    expect(titles).toEqual([['Missing in Target'], ['Missing in Source'], ['Discrepancies']]);
  });

  it('writes several reports into a folder that it makes', async () => {
    const out = join(path(), 'new', 'reports');
    const formats = ['json', 'csv', 'html', 'parquet'].flatMap((format) => ['--report', format]);
    const { code, stdout } = await run('source.csv', 'target.csv', '--key', 'id', ...formats, '--out', out);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    const names = await readdir(out);
    for (const format of ['json', 'csv', 'html', 'parquet']) {
      expect(names.filter((name) => name.endsWith(`.${format}`))).not.toEqual([]);
    }
    const json = await readFile(join(out, names.find((name) => name.endsWith('.json')) ?? ''), 'utf8');
    expect((JSON.parse(json) as Report).summary.counts).toMatchObject({ missing_in_target: 1, missing_in_source: 2 });
  });

  it.each([
    ['any', 'shorter.csv', 1],
    ['any', 'differs.csv', 1],
    ['missing', 'shorter.csv', 1],
    ['missing', 'differs.csv', 0],
    ['discrepancies', 'shorter.csv', 0],
    ['discrepancies', 'differs.csv', 1],
    ['none', 'shorter.csv', 0],
    ['none', 'differs.csv', 0],
  ])('--fail-on %s against %s exits with %i', async (what, target, expected) => {
    expect((await run('source.csv', target, '--key', 'id', '--fail-on', what)).code).toBe(expected);
  });

  it('cuts listings with --max-breaks, never counts', async () => {
    const { stdout } = await run('source.csv', 'target.csv', '--key', 'id', '--report', 'json', '--max-breaks', '1');
    const report = JSON.parse(stdout) as Report;
    const counts = { missing_in_target: 1, missing_in_source: 2, discrepancies: 2, differing_cells: 2 };
    expect(report.summary.counts).toMatchObject(counts);
    expect(
      report.missing_in_target.length + report.missing_in_source.length + report.discrepancies.length,
    ).toBeLessThan(5);
    for (const list of [report.missing_in_target, report.missing_in_source, report.discrepancies]) {
      expect(list.length).toBeLessThanOrEqual(1);
    }
  });

  it.each([
    ['source', ['-', 'target.csv'], source],
    ['target', ['source.csv', '-'], files['target.csv'] ?? ''],
  ])('reads the %s from standard input', async (_, args, input) => {
    const piped = await here(['run', ...args, '--key', 'id', '--json'], { input });
    expect(piped.code).toBe(1);
    const named = await run('source.csv', 'target.csv', '--key', 'id', '--json');
    const { counts } = JSON.parse(piped.stdout) as Report['summary'];
    expect(counts).toEqual((JSON.parse(named.stdout) as Report['summary']).counts);
  });

  it('applies the ruleset', async () => {
    expect((await run('source.csv', 'differs.csv', '--ruleset', 'ruleset.yaml')).code).toBe(0);
  });

  it('says nothing on standard error with --quiet', async () => {
    expect(await run('source.csv', 'differs.csv', '--quiet')).toMatchObject({ code: 1, stdout: '', stderr: '' });
  });

  it('writes plain lines without colours where there is no terminal', async () => {
    const { stderr } = await run('source.csv', 'differs.csv');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence begins with one
    expect(stderr).not.toMatch(/[\u001b\r]/);
  });
});
