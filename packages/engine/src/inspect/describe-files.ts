import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Inspection, Side } from '@reconcyl/contracts';
import { dialectSummary } from '../dialect-summary.ts';
import { CsvReadError } from '../duckdb/errors.ts';
import { type Database, openDatabase } from '../duckdb/open.ts';
import { inferColumnKinds } from '../kinds/index.ts';
import { indexOn } from '../match/key-sql.ts';
import { loadSide } from '../match/load-pairs.ts';
import { applyAgain } from '../match/set-aside.ts';
import { keptSql } from '../match/set-aside-sql.ts';
import { sideRelation } from '../match/sides.ts';
import { readCarefully, surveyFile } from '../reading/index.ts';
import type { EngineOptions, FileInput, InspectRequest, Plan, Reading } from '../types.ts';
import { inspectFiles } from './inspect.ts';
import { isInspectedWhole, loadSample, writeSample } from './sample.ts';

export interface DescribeRequest extends EngineOptions, Pick<InspectRequest, 'ruleset' | 'key'> {
  /** One file, or the source and the target. */
  readonly files: readonly (FileInput & { readonly side: Side })[];
  /** Gets the plan that a run of both files would have. */
  readonly onPlan?: ((plan: Plan) => void) | undefined;
}

/**
 * Tells what a run would assume of one file or a pair, with the evidence, without comparing anything.
 *
 * @throws ReconcylError as `inspect` does.
 */
export async function describeFiles(request: DescribeRequest): Promise<Inspection> {
  const workDir = join(request.workDir, 'describe');
  await mkdir(workDir, { recursive: true, mode: 0o700 });
  try {
    const source = request.files.find((file) => file.side === 'source');
    const target = request.files.find((file) => file.side === 'target');
    if (source === undefined || target === undefined) {
      const [file] = request.files;
      if (file === undefined) throw new TypeError('there is no file to describe');
      return { files: [await describeAlone(request, file, workDir)], warnings: [] };
    }
    const { plan, sides } = await inspectFiles({ ...request, source, target }, workDir);
    request.onPlan?.(plan);
    return {
      files: [
        await describeOfPair(request, source, sides.source, plan, workDir),
        await describeOfPair(request, target, sides.target, plan, workDir),
      ],
      key: {
        columns: [...plan.key.columns],
        inferred: plan.key.inferred,
        whole_row: plan.key.wholeRow === true,
        ...(plan.key.candidates === undefined ? {} : { candidates: [...plan.key.candidates] }),
      },
      warnings: [...plan.warnings, ...sides.source.warnings, ...sides.target.warnings],
    };
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
}

type Described = Inspection['files'][number];
type DescribedColumn = Described['columns'][number];
type SidedFile = DescribeRequest['files'][number];
type DescribeColumns = (
  database: Database,
  reading: Reading,
) => Promise<(Omit<DescribedColumn, 'samples' | 'format'> & { format?: string | undefined })[]>;

async function describeAlone(request: DescribeRequest, file: SidedFile, workDir: string): Promise<Described> {
  const { side } = file;
  const reading = await surveyFile(file, side, request.ruleset?.[side], readingOptions(request, workDir));
  return describeRight(request, file, reading, workDir, async (database, { rows, columns }) => {
    const inferred = await inferColumnKinds(database, {
      source: { table: side, rows },
      target: { table: side, rows },
      pairs: columns.map((name, index) => ({
        name,
        sourceIndex: side === 'source' ? index : -1,
        targetIndex: side === 'target' ? index : -1,
        nulls: request.ruleset?.nulls ?? [],
      })),
    });
    return inferred.map(({ name, kind, formats, evidence }) => ({ name, kind, format: formats?.[side], evidence }));
  });
}

function describeOfPair(request: DescribeRequest, file: SidedFile, reading: Reading, plan: Plan, workDir: string) {
  const { side } = file;
  return describeRight(request, file, reading, workDir, async () =>
    reading.columns.map((name, index) => {
      const column = plan.columns.find((candidate) => indexOn(candidate, side) === index);
      if (column === undefined) return { name, kind: 'text' as const, evidence: 'not compared' };
      return { name, kind: column.kind, format: column.formats?.[side], evidence: column.evidence };
    }),
  );
}

/** Describes the file as it was surveyed, and where that turns out to be wrong, as the careful reader reads it. */
async function describeRight(
  request: DescribeRequest,
  file: SidedFile,
  reading: Reading,
  workDir: string,
  describeColumns: DescribeColumns,
): Promise<Described> {
  try {
    return await withSamples(request, reading, workDir, describeColumns);
  } catch (error) {
    if (!(error instanceof CsvReadError) || reading.mode === 'clean') throw error;
    const { side } = file;
    const options = readingOptions(request, workDir);
    const careful = await readCarefully(file, side, request.ruleset?.[side], options);
    const { setAside } = reading;
    const compared = setAside === undefined ? careful : await applyAgain(careful, setAside, options);
    return withSamples(request, compared, workDir, describeColumns);
  }
}

function readingOptions({ signal, maxUnpackedBytes, ruleset }: DescribeRequest, workDir: string) {
  return { workDir, signal, maxUnpackedBytes, maxRejects: ruleset?.max_rejects };
}

async function withSamples(
  request: DescribeRequest,
  reading: Reading,
  workDir: string,
  describeColumns: DescribeColumns,
): Promise<Described> {
  const { side } = reading;
  const csv = isInspectedWhole(reading) ? reading.csv : await writeSample(reading, workDir);
  const database = await openDatabase({
    workDir,
    readPaths: [reading.csv.path],
    threads: request.threads,
    memoryBytes: request.memoryBytes,
    signal: request.signal,
  });
  try {
    if (csv === reading.csv) await loadSide(database, { debitCredit: {} }, { [side]: reading }, side);
    else {
      await assertRows(database, reading);
      await loadSample(database, side, csv, keptSql(reading.setAside));
    }
    const cells = reading.columns.map(
      (_, index) => `list(c${index} order by ordinal) filter (where c${index} is not null)`,
    );
    const [samples = []] = await database.query(
      `select ${cells.join(', ')} from (select * from ${side} order by ordinal limit 3)`,
    );
    const columns = await describeColumns(database, reading);
    return {
      side,
      name: reading.displayName,
      size_bytes: reading.sizeBytes,
      encoding: { ...reading.encoding },
      dialect: dialectSummary(reading.dialect),
      rows: reading.rows,
      rejects: reading.rejects.slice(0, 20).map(({ line, reason }) => ({ line, reason })),
      columns: columns.map(({ format, ...column }, index) => ({
        ...column,
        ...(format === undefined ? {} : { format }),
        samples: ((samples[index] ?? []) as readonly string[]).map((cell) => cell.slice(0, 100)),
      })),
    };
  } finally {
    await database.close();
  }
}

/** A sample does not show that the records of a large file are as many as its lines. */
async function assertRows(database: Database, reading: Reading): Promise<void> {
  if (reading.mode === 'clean') return;
  const [row] = await database.query(`select count(*) from ${sideRelation(reading, undefined)}`);
  if (Number(row?.[0]) !== reading.rows)
    throw new CsvReadError('the number of records is not the one that was counted');
}
