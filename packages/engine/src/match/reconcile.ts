import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ReconcylError, type Summary } from '@reconcyl/contracts';
import { CsvReadError } from '../duckdb/errors.ts';
import { type Database, openDatabase } from '../duckdb/open.ts';
import { compareWithPrevious, type Previous } from '../over-time/compare-with-previous.ts';
import { openPrevious } from '../over-time/open-previous.ts';
import { createTracker, type ProgressTracker } from '../progress/create-tracker.ts';
import { writeSummary } from '../result/index.ts';
import type { Plan, ReconcileRequest } from '../types.ts';
import { controlTotals } from './control-totals.ts';
import { provenCounts } from './counts.ts';
import { createDifferences } from './differences.ts';
import { createLineSteps } from './line-steps.ts';
import { loadPairs } from './load-pairs.ts';
import type { Matching, Sides } from './matching.ts';
import { mayStream } from './may-stream.ts';
import { writeGroups } from './one-to-many-write.ts';
import { readAgain } from './read-again.ts';
import { restoreReading } from './restore-reading.ts';
import { streamPairs } from './stream-pairs.ts';
import { summarize } from './summarize.ts';
import { threadsFor } from './threads-for.ts';
import { widenDecimals } from './widen-decimals.ts';
import { writeBreaks } from './write-breaks.ts';
import { writeDuplicates } from './write-duplicates.ts';
import { writeRejects } from './write-rejects.ts';
import { writeSetAside } from './write-set-aside.ts';

/**
 * Reconciles two files by a plan: writes the files of the result into `outDir` and gives the summary. The answer depends on the files
 * and the plan alone.
 *
 * @throws ReconcylError, among others RECON_CONTROL_TOTALS when the result does not prove itself (nothing is written then),
 *   RECON_TOO_MANY_REJECTS, RECON_WORK_TOO_LARGE, RECON_CANCELLED.
 */
export async function reconcile(request: ReconcileRequest): Promise<Summary> {
  const workDir = join(request.workDir, 'reconcile');
  await mkdir(workDir, { recursive: true, mode: 0o700 });
  const tracker = createTracker({ weights: { read: 1, compare: 7, write: 2 }, onProgress: request.onProgress });
  tracker.enter('read');
  try {
    const options = readingOptions(request, workDir);
    const sides = {
      source: await restoreReading(request.source, request.plan, 'source', options),
      target: await restoreReading(request.target, request.plan, 'target', options),
    };
    const summary = await reconcileSides(request, sides, workDir, tracker);
    tracker.end(true);
    return summary;
  } finally {
    tracker.end(false);
    await rm(workDir, { recursive: true, force: true });
  }
}

/** The same for files that were read before, in this process: `reconcyl run` inspects and reconciles in one go. */
export async function reconcileSides(
  request: ReconcileRequest,
  read: Sides,
  workDir: string,
  tracker: ProgressTracker,
): Promise<Summary> {
  let sides = read;
  let { plan } = request;
  for (let careful = !mayStream(plan, request.streamedRowsPerColumn); ; ) {
    try {
      const attempt = await attemptRun(request, plan, sides, { workDir, careful, tracker });
      if (attempt.kind === 'done') return attempt.summary;
      if (attempt.kind === 'repeated-keys') careful = true;
      else plan = attempt.plan;
    } catch (error) {
      // A key that repeats where nobody looked makes the join of a pass too large; loaded, its records are paired one by one.
      if (!careful && error instanceof ReconcylError && error.code === 'RECON_WORK_TOO_LARGE') {
        careful = true;
        continue;
      }
      if (!(error instanceof CsvReadError)) throw error;
      const again = await readAgain(sides, request, plan.sideRules, readingOptions(request, workDir));
      if (again === undefined) throw error;
      sides = again;
    }
  }
}

function readingOptions(request: ReconcileRequest, workDir: string) {
  const { signal, maxUnpackedBytes, plan } = request;
  return { workDir, signal, maxUnpackedBytes, maxRejects: plan.maxRejects };
}

type Attempt =
  | { readonly kind: 'done'; readonly summary: Summary }
  | { readonly kind: 'repeated-keys' }
  | { readonly kind: 'wider'; readonly plan: Plan };

async function attemptRun(
  request: ReconcileRequest,
  plan: Plan,
  sides: Sides,
  { workDir, careful, tracker }: { workDir: string; careful: boolean; tracker: ProgressTracker },
): Promise<Attempt> {
  const { previousDir } = request;
  const previous = previousDir === undefined ? undefined : await openPrevious(previousDir, workDir);
  const database = await openDatabase({
    workDir,
    readPaths: [sides.source.csv.path, sides.target.csv.path, ...(previous?.readPaths ?? [])],
    directories: [request.outDir],
    threads: threadsFor(sides, request),
    memoryBytes: request.memoryBytes,
    signal: request.signal,
  });
  const rows = sides.source.rows + sides.target.rows;
  tracker.enter('compare', careful ? { rows } : { rows, poll: database.progress });
  try {
    const matching = careful
      ? await loadPairs(database, plan, sides, tracker.advance)
      : await streamPairs(database, plan, sides, request.signal);
    if (matching === undefined) return { kind: 'repeated-keys' };
    const wider = await widenDecimals(database, plan, sides, matching);
    if (wider !== undefined) return { kind: 'wider', plan: wider };
    tracker.enter('write');
    return { kind: 'done', summary: await writeResult(request, database, plan, sides, matching, careful, previous) };
  } finally {
    await database.close();
  }
}

async function writeResult(
  request: ReconcileRequest,
  database: Database,
  plan: Plan,
  sides: Sides,
  matching: Matching,
  careful: boolean,
  previous: Previous | undefined,
): Promise<Summary> {
  const { missing, explained } = await createDifferences(database, plan, matching);
  await createLineSteps(database, sides);
  const duplicateKeys = await writeDuplicates(database, plan, request.outDir, careful);
  const counts = await provenCounts(database, sides, matching, duplicateKeys);
  const totals = await controlTotals(database, plan, matching, missing);
  const overTime = previous && (await compareWithPrevious(database, plan, sides, previous, request.outDir));
  const summary = {
    ...(await summarize(database, plan, sides, matching, counts, totals, explained)),
    ...(overTime === undefined ? {} : { over_time: overTime }),
  };
  const history = overTime?.comparable === true;
  await writeBreaks(database, plan, sides, request.outDir, { explained, history });
  await writeGroups(database, plan, request.outDir);
  await writeRejects(database, sides, request.outDir);
  await writeSetAside(database, sides, request.outDir);
  await writeSummary(request.outDir, summary);
  return summary;
}
