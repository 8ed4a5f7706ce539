import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SideRule } from '@reconcyl/contracts';
import { parse } from 'csv-parse/sync';
import type { Reading } from '../../types.ts';
import { lineOfRecord } from '../line-map.ts';
import { type ReadingOptions, readCarefully } from '../read-carefully.ts';
import { surveyFile } from '../survey-file.ts';

export interface ReadResult {
  readonly reading: Reading;
  /** Cells of each record in order. */
  readonly rows: string[][];
  /** Physical line of each record in order. */
  readonly at: number[];
}

export interface ReadingFixture {
  readonly workDir: string;
  survey(content: string | Uint8Array, rule?: SideRule, options?: Partial<ReadingOptions>): Promise<Reading>;
  careful(content: string | Uint8Array, rule?: SideRule, options?: Partial<ReadingOptions>): Promise<ReadResult>;
  remove(): Promise<void>;
}

/** Writes contents to a file of its own folder and reads them. The caller removes it. */
export async function createReadingFixture(): Promise<ReadingFixture> {
  const workDir = await mkdtemp(join(tmpdir(), 'reading-'));
  const put = async (content: string | Uint8Array) => {
    const path = join(workDir, 'input.csv');
    await writeFile(path, content);
    return { path, displayName: 'input.csv' };
  };
  return {
    workDir,
    survey: async (content, rule, options) => surveyFile(await put(content), 'source', rule, { workDir, ...options }),
    careful: async (content, rule, options) => {
      const reading = await readCarefully(await put(content), 'source', rule, { workDir, ...options });
      const rows = parse(await readFile(reading.csv.path), { record_delimiter: '\n' });
      return { reading, rows, at: rows.map((_, ordinal) => lineOfRecord(reading.lineMap, ordinal)) };
    },
    remove: () => rm(workDir, { recursive: true }),
  };
}
