import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ruleset, Side, SideRule } from '@reconcyl/contracts';
import type { FileInput, Reading } from '../types.ts';
import { createCleanWriter } from './clean-writer.ts';
import type { Examination } from './examine-file.ts';
import { readRecords } from './read-records.ts';
import { createRejectList } from './reject-list.ts';
import { createSetAsideList } from './set-aside-list.ts';
import { withExaminedFile } from './with-examined-file.ts';

export interface ReadingOptions {
  /** Existing folder of this run; `<side>.clean.csv` and `<side>.unpacked` are put there, and the caller removes it. */
  readonly workDir: string;
  readonly signal?: AbortSignal | undefined;
  /** Bound of what a compressed file unpacks to; 20 GiB when absent. */
  readonly maxUnpackedBytes?: number | undefined;
  /** The ruleset's max_rejects. */
  readonly maxRejects?: Ruleset['max_rejects'];
}

/** Reads a file record by record and writes the good ones as plain CSV (`mode: 'clean'`). Throws the coded errors of reading. */
export async function readCarefully(
  input: FileInput,
  side: Side,
  rule: SideRule | undefined,
  options: ReadingOptions,
): Promise<Reading> {
  return withExaminedFile(input, side, rule, options, (handle, plain, examination) =>
    readExamined(handle, plain, side, examination, options),
  );
}

/** The same for a file that was examined already. The caller closes the handle. */
export async function readExamined(
  handle: FileHandle,
  input: FileInput,
  side: Side,
  examination: Examination,
  options: ReadingOptions,
): Promise<Reading> {
  const { facts, encoding, layout } = examination;
  const path = join(options.workDir, `${side}.clean.csv`);
  const mostLines = facts.lineFeeds + facts.loneCarriageReturns + 1;
  const rejects = createRejectList(side, options.maxRejects, mostLines);
  const setAside = createSetAsideList(side);
  const writer = await createCleanWriter(path);
  try {
    const { lines, lineMap, lastRecords } = await readRecords(
      handle,
      examination,
      { writer, rejects, setAside },
      { side, signal: options.signal },
    );
    rejects.check(lines.total - lines.preamble - lines.header);
    return {
      side,
      displayName: input.displayName,
      sizeBytes: facts.sizeBytes,
      sha256: facts.sha256,
      encoding: { label: encoding.label, why: encoding.why },
      dialect: facts.hasQuote ? layout.dialect : { ...layout.dialect, quote: '' },
      columns: layout.columns,
      lines,
      rows: lines.rows,
      lineMap,
      rejects: rejects.items,
      setAsideRecords: setAside.items,
      lastRecords,
      warnings: [...layout.warnings, ...setAside.warnings()],
      mode: 'clean',
      csv: {
        path,
        delimiter: ',',
        quote: '"',
        escape: '"',
        skipLines: 0,
        columnCount: layout.columns.length,
        maxRecordBytes: writer.longestLineBytes(),
      },
    };
  } finally {
    await writer.close();
  }
}
