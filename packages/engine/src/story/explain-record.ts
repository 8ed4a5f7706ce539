import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Break, ReconcylError, type Side } from '@reconcyl/contracts';
import { CsvReadError } from '../duckdb/errors.ts';
import { type Database, openDatabase } from '../duckdb/open.ts';
import { inspectFiles } from '../inspect/inspect.ts';
import type { Sides } from '../match/matching.ts';
import { readAgain } from '../match/read-again.ts';
import { reconcileSides } from '../match/reconcile.ts';
import { createTracker } from '../progress/create-tracker.ts';
import { type Plan, type Reading, resultFiles } from '../types.ts';
import { breaksOfRecords } from './breaks-of-records.ts';
import { canonicalKeys, createAsked, type FoundPair, type FoundRecord, findRecords } from './find-records.ts';
import type { ExplainRecordRequest, FileStory, RecordStory } from './record-story.ts';
import { tellPairs } from './tell-pairs.ts';

/**
 * Tells the whole story of one record: how both files were read, where the record stands, and how each cell was judged. The files are
 * reconciled for it, so what is told is what a run would answer.
 *
 * @throws ReconcylError as `inspect` and `reconcile` do; RECON_USAGE when `record` has not as many cells as the key has columns.
 */
export async function explainRecord(request: ExplainRecordRequest): Promise<RecordStory> {
  const workDir = join(request.workDir, 'explain');
  const outDir = join(workDir, 'result');
  await mkdir(outDir, { recursive: true, mode: 0o700 });
  const tracker = createTracker({
    weights: { read: 3, inspect: 1, compare: 5, write: 1 },
    onProgress: request.onProgress,
  });
  let isDone = false;
  try {
    const { plan, sides } = await inspectFiles(request, workDir, tracker);
    checkRecord(request.record, plan);
    await reconcileSides({ ...request, plan, outDir }, sides, workDir, tracker);
    const story = await tellStory(request, plan, sides, workDir, join(outDir, resultFiles.breaks));
    isDone = true;
    return story;
  } finally {
    tracker.end(isDone);
    await rm(workDir, { recursive: true, force: true });
  }
}

function checkRecord(record: readonly string[], { key }: Plan): void {
  const named = key.columns.join(', ');
  if (record.length === key.columns.length) return;
  const has = key.columns.length === 1 ? 'one part' : `${key.columns.length} parts`;
  throw new ReconcylError('RECON_USAGE', `The key has ${has} (${named}); ${record.length} were given.`);
}

async function tellStory(
  request: ExplainRecordRequest,
  plan: Plan,
  read: Sides,
  workDir: string,
  breaksPath: string,
): Promise<RecordStory> {
  const { signal, maxUnpackedBytes } = request;
  const readingOptions = { workDir, signal, maxUnpackedBytes, maxRejects: plan.maxRejects };
  for (let sides = read; ; ) {
    const database = await openDatabase({
      workDir,
      readPaths: [sides.source.csv.path, sides.target.csv.path, breaksPath],
      threads: request.threads,
      memoryBytes: request.memoryBytes,
      signal,
    });
    try {
      return await tell(database, request.record, plan, sides, breaksPath);
    } catch (error) {
      if (!(error instanceof CsvReadError)) throw error;
      const again = await readAgain(sides, request, plan.sideRules, readingOptions);
      if (again === undefined) throw error;
      sides = again;
    } finally {
      await database.close();
    }
  }
}

async function tell(
  database: Database,
  record: readonly string[],
  plan: Plan,
  sides: Sides,
  breaksPath: string,
): Promise<RecordStory> {
  await createAsked(database, plan, record);
  const canonical = await canonicalKeys(database, plan);
  const source = await findRecords(database, plan, sides, 'source');
  const target = await findRecords(database, plan, sides, 'target');
  const breaks = await breaksOfRecords(database, breaksPath, { source, target });
  return {
    files: { source: fileStory(sides.source), target: fileStory(sides.target) },
    key: {
      columns: plan.key.columns,
      inferred: plan.key.inferred,
      wholeRow: plan.key.wholeRow === true,
      asked: record,
      canonical,
    },
    records: await tellPairs(database, plan, pairsOf(source, target, breaks)),
  };
}

function pairsOf(
  source: readonly FoundRecord[],
  target: readonly FoundRecord[],
  breaks: readonly Break[],
): FoundPair[] {
  const at = (records: readonly FoundRecord[], line: number | null) => records.find((record) => record.line === line);
  const listed = breaks.map(
    (listedBreak): FoundPair => ({
      source: at(source, listedBreak.source_line) ?? recordOf(listedBreak, 'source'),
      target: at(target, listedBreak.target_line) ?? recordOf(listedBreak, 'target'),
      listed: listedBreak,
    }),
  );
  const isListed = (side: Side, record: FoundRecord) => listed.some((pair) => pair[side]?.line === record.line);
  const targets = target.filter((record) => !isListed('target', record));
  // Records of one key that agree are alike: which of them is matched with which makes no difference to the story.
  const agreeing = source
    .filter((record) => !isListed('source', record))
    .map((record, index): FoundPair => ({ source: record, target: targets[index], listed: undefined }));
  return [...listed, ...agreeing].sort((a, b) => lineOf(a) - lineOf(b));
}

const lineOf = ({ source, target }: FoundPair) => source?.line ?? Number.MAX_SAFE_INTEGER / 2 + (target?.line ?? 0);

function recordOf(listed: Break, side: Side): FoundRecord | undefined {
  const [line, cells] = [listed[`${side}_line`], listed[side]];
  return line === null || cells === null ? undefined : { line, cells };
}

function fileStory({ displayName, encoding, dialect, rows, warnings }: Reading): FileStory {
  return { name: displayName, encoding, dialect, rows, warnings };
}
