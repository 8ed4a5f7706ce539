import { createHash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ReconcylError, type Ruleset, type StoredRuleset } from '@reconcyl/contracts';
import { CsvReadError } from '../duckdb/errors.ts';
import { openDatabase } from '../duckdb/open.ts';
import { loadSide } from '../match/load-pairs.ts';
import type { Sides } from '../match/matching.ts';
import { mayStream } from '../match/may-stream.ts';
import { readAgain } from '../match/read-again.ts';
import { plannedReading } from '../match/restore-reading.ts';
import { keptSql } from '../match/set-aside-sql.ts';
import { threadsFor } from '../match/threads-for.ts';
import { createTracker, type ProgressTracker } from '../progress/create-tracker.ts';
import { surveyFile } from '../reading/index.ts';
import { checkRuleset } from '../ruleset/check-ruleset.ts';
import type { InspectRequest, Plan, Reading } from '../types.ts';
import { engineVersion } from '../version.ts';
import { setAsideClosingRows } from './closing-rows.ts';
import { decideScope } from './decide-scope.ts';
import { keyRepeats } from './key-repeats.ts';
import { nameByPosition } from './name-by-position.ts';
import { planColumns } from './plan-columns.ts';
import { planOneToMany } from './plan-one-to-many.ts';
import { isInspectedWhole, loadSample, writeSample } from './sample.ts';

/**
 * Looks at both files and decides everything that a run needs: how each is read, which columns are compared as what, and the key.
 *
 * @throws ReconcylError: the coded errors of files (RECON_FILE_…), rulesets and keys; RECON_NO_SHARED_COLUMNS.
 */
export async function inspect(request: InspectRequest): Promise<Plan> {
  const workDir = join(request.workDir, 'inspect');
  await mkdir(workDir, { recursive: true, mode: 0o700 });
  const tracker = createTracker({ weights: { read: 3, inspect: 1 }, onProgress: request.onProgress });
  try {
    const { plan } = await inspectFiles(request, workDir, tracker);
    tracker.end(true);
    return plan;
  } finally {
    tracker.end(false);
    await rm(workDir, { recursive: true, force: true });
  }
}

/** The same, with the readings that the plan rests on; what was made of the files stays in `workDir`. */
export async function inspectFiles(
  request: InspectRequest,
  workDir: string,
  tracker?: ProgressTracker,
): Promise<{ readonly plan: Plan; readonly sides: Sides }> {
  const { ruleset } = request;
  const { signal, maxUnpackedBytes } = request;
  const options = { workDir, signal, maxUnpackedBytes, maxRejects: ruleset?.max_rejects };
  tracker?.enter('read');
  const surveyed = await bothDone(
    surveyFile(request.source, 'source', ruleset?.source, options),
    surveyFile(request.target, 'target', ruleset?.target, options),
  );
  const { source, target } = nameByPosition({ source: surveyed[0], target: surveyed[1] }, ruleset);
  tracker?.enter('inspect', { rows: source.rows + target.rows });
  if (ruleset !== undefined) {
    const headers = { source: source.columns, target: target.columns };
    await checkRuleset(ruleset, headers, { workDir: join(workDir, 'ruleset'), signal: request.signal });
  }
  const limits = { ...options, threads: request.threads, memoryBytes: request.memoryBytes };
  let sides: Sides = {
    source: await decideScope(source, request.source, ruleset, limits),
    target: await decideScope(target, request.target, ruleset, limits),
  };
  for (;;) {
    try {
      return await planSides(request, sides, workDir);
    } catch (error) {
      if (!(error instanceof CsvReadError)) throw error;
      const rules = { source: ruleset?.source, target: ruleset?.target };
      const again = await readAgain(sides, request, rules, options);
      if (again === undefined) throw new ReconcylError('RECON_INTERNAL', undefined, { cause: error });
      sides = again;
    }
  }
}

/** The results of both; when one fails the other is waited for as well, since it still writes into the work folder. */
async function bothDone<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([first, second]);
  return [await first, await second];
}

async function planSides(
  request: InspectRequest,
  sides: Sides,
  workDir: string,
): Promise<{ readonly plan: Plan; readonly sides: Sides }> {
  const { ruleset } = request;
  const large = !(isInspectedWhole(sides.source) && isInspectedWhole(sides.target));
  const samples = large ? await samplesOf(sides, workDir) : undefined;
  const database = await openDatabase({
    workDir,
    readPaths: [sides.source.csv.path, sides.target.csv.path],
    threads: threadsFor(sides, request),
    memoryBytes: request.memoryBytes,
    signal: request.signal,
  });
  try {
    if (samples === undefined) {
      await loadSide(database, { debitCredit: {} }, sides, 'source');
      await loadSide(database, { debitCredit: {} }, sides, 'target');
    } else {
      await loadSample(database, 'source', samples.source, keptSql(sides.source.setAside));
      await loadSample(database, 'target', samples.target, keptSql(sides.target.setAside));
    }
    const decided = await planColumns(database, sides, ruleset, request.key ?? ruleset?.key, large);
    const compared = {
      source: await setAsideClosingRows(database, sides.source, decided),
      target: await setAsideClosingRows(database, sides.target, decided),
    };
    const plan: Plan = {
      engineVersion,
      ...(ruleset === undefined ? {} : { ruleset: stampOf(ruleset, request.storedRuleset) }),
      readings: { source: plannedReading(compared.source), target: plannedReading(compared.target) },
      sideRules: { source: ruleset?.source, target: ruleset?.target },
      ...(ruleset?.max_rejects === undefined ? {} : { maxRejects: ruleset.max_rejects }),
      duplicates: ruleset?.duplicates ?? 'pair',
      strictColumns: ruleset?.strict_columns ?? false,
      ...(ruleset?.one_to_many === undefined ? {} : { oneToMany: planOneToMany(ruleset.one_to_many, decided) }),
      ...decided,
    };
    const repeats = mayStream(plan, request.streamedRowsPerColumn) && (await keyRepeats(database, plan));
    return { plan: repeats ? { ...plan, key: { ...plan.key, repeats } } : plan, sides: compared };
  } finally {
    await database.close();
  }
}

/** What a result says of its ruleset: the hash tells two of one name apart. */
function stampOf(ruleset: Ruleset, stored: StoredRuleset | undefined): NonNullable<Plan['ruleset']> {
  const { name, version } = ruleset;
  const sha256 = createHash('sha256').update(JSON.stringify(ruleset)).digest('hex');
  return { ...(name === undefined ? {} : { name }), version, sha256, ...(stored === undefined ? {} : { stored }) };
}

async function samplesOf(sides: Sides, workDir: string) {
  const sample = (reading: Reading) =>
    isInspectedWhole(reading) ? Promise.resolve(reading.csv) : writeSample(reading, workDir);
  return { source: await sample(sides.source), target: await sample(sides.target) };
}
