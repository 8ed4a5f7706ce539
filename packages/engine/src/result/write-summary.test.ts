import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileSummary, Summary } from '@reconcyl/contracts';
import { describe, expect, it } from 'vitest';
import { scratchFolder } from '../duckdb/testing/scratch.ts';
import { readSummary, writeSummary } from './write-summary.ts';

const file: FileSummary = {
  name: 'a.csv',
  size_bytes: 10,
  sha256: '00',
  encoding: { label: 'utf-8', why: 'valid UTF-8' },
  dialect: { delimiter: ',', quote: '"', escape: 'doubled', has_header: true, preamble_lines: 0 },
  columns: ['id', '__proto__'],
  lines: { total: 2, preamble: 0, header: 1, rows: 1, continuation: 0, set_aside: 0, empty: 0, rejected: 0 },
};

const summary: Summary = {
  engine_version: '1',
  verdict: 'agree',
  sentence: 'The files agree.',
  counts: {
    source_rows: 1,
    target_rows: 1,
    agreeing: 1,
    discrepancies: 0,
    differing_cells: 0,
    missing_in_target: 0,
    missing_in_source: 0,
    source_in_groups: 0,
    target_in_groups: 0,
    duplicate_keys: 0,
    rejected_in_source: 0,
    rejected_in_target: 0,
  },
  key: { columns: ['id'], inferred: false, whole_row: false },
  files: { source: file, target: file },
  columns: [],
  not_compared: { source_only: [], target_only: [], ignored: [], likely_renames: [] },
  out_of_period: { source: 0, target: 0 },
  control_totals: [],
  causes: [],
  what_if: { key: [], alone: [], together: [] },
  warnings: [],
  findings: [],
};

describe('a summary', () => {
  it('is read as it was written, and leaves no partial file', async () => {
    const dir = await scratchFolder();
    await writeSummary(dir, { ...summary, sentence: 'Older.' });
    await writeSummary(dir, summary);
    expect(await readSummary(dir)).toEqual(summary);
    expect(await readdir(dir)).toEqual(['summary.json']);
  });

  it('stays as it was when it cannot be written anew', async () => {
    const dir = await scratchFolder();
    await writeSummary(dir, summary);
    await mkdir(join(dir, 'summary.json.partial'));
    await expect(writeSummary(dir, { ...summary, verdict: 'breaks' })).rejects.toMatchObject({
      code: 'RECON_INTERNAL',
    });
    expect(await readSummary(dir)).toEqual(summary);
  });

  it.each([['{"verdict":'], ['{}'], ['']])('is RECON_INTERNAL when it is %j', async (content) => {
    const dir = await scratchFolder();
    await writeFile(join(dir, 'summary.json'), content);
    await expect(readSummary(dir)).rejects.toMatchObject({ code: 'RECON_INTERNAL', detail: undefined });
  });
});
