import { createReadStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ReconcylError, type Summary } from '@reconcyl/contracts';
import { resultFiles, watchProgress } from '@reconcyl/engine';
import { withCancellation } from '../cancellation.ts';
import { exitCodeOf, type FailOn, type ReportChoice } from '../choices.ts';
import { cutListings } from '../files/cut-listings.ts';
import { assertOneStandardInput, prepareInput } from '../files/input-file.ts';
import { keepResult, previousResult } from '../files/kept-result.ts';
import { readRuleset } from '../files/read-ruleset.ts';
import { createReportFolder, type ReportFolder, type ReportSource, writeReportTo } from '../files/report-output.ts';
import { createWorkFolder, type WorkFolder } from '../files/work-folder.ts';
import type { Io } from '../io.ts';
import { fitted } from '../terminal/fit.ts';
import { createProgress, type ProgressDisplay } from '../terminal/progress.ts';
import { grouped, styleFor } from '../terminal/style.ts';
import { writeCancelled } from '../terminal/write-cancelled.ts';
import { writeSummary } from '../terminal/write-summary.ts';

export interface RunOptions {
  readonly source: string;
  readonly target: string;
  readonly key?: readonly string[] | undefined;
  readonly ruleset?: string | undefined;
  readonly report: readonly ReportChoice[];
  readonly out?: string | undefined;
  readonly json?: boolean | undefined;
  readonly failOn: FailOn;
  /** Folder of an earlier `--out`. */
  readonly previous?: string | undefined;
  readonly maxBreaks?: number | undefined;
  /** Bytes that the engine may use before it spills to disk. */
  readonly memory?: number | undefined;
  readonly quiet?: boolean | undefined;
}

/** `reconcyl run`: the engine in this process, with no service in between. Gives the exit code. */
export async function run(io: Io, given: RunOptions): Promise<number> {
  const options =
    given.out !== undefined && given.report.length === 0 ? { ...given, report: ['json' as const] } : given;
  assertUsage(io, options);
  const reports = options.out === undefined ? undefined : await createReportFolder(options.out);
  let folder: WorkFolder | undefined;
  const progress = createProgress(io, options.quiet === true);
  const cleanUpNow = (): void => {
    progress.end();
    reports?.removeUnfinished();
    folder?.remove();
  };
  return withCancellation(io, cleanUpNow, async (cancellation) => {
    try {
      folder = createWorkFolder();
      return await reconcileFiles({
        io,
        options,
        workFolder: folder.path,
        reports,
        progress,
        signal: cancellation.signal,
      });
    } catch (error) {
      const code = cancellation.exitCode();
      if (code === undefined) throw error;
      progress.end();
      writeCancelled(io, 'Cancelled; nothing was left behind.');
      return code;
    } finally {
      cleanUpNow();
    }
  });
}

/** The part of the bar that is the engine's; the rest is for the reports. */
const engineShare = 0.95;

interface Run {
  readonly io: Io;
  readonly options: RunOptions;
  readonly workFolder: string;
  readonly reports: ReportFolder | undefined;
  readonly progress: ProgressDisplay;
  readonly signal: AbortSignal;
}

async function reconcileFiles({ io, options, workFolder, reports, progress, signal }: Run): Promise<number> {
  progress.show([options.source, options.target].includes('-') ? 'reading standard input' : 'reading', 0);
  const previousDir = await previousResult(options.previous);
  const source = await prepareInput(io, 'source', options.source, workFolder, signal);
  const target = await prepareInput(io, 'target', options.target, workFolder, signal);
  const given = await readRuleset(options.ruleset, { source, target, workDir: join(workFolder, 'check'), signal });
  const { run: runEngine } = await import('@reconcyl/engine/run');
  const outDir = join(workFolder, 'result');
  await mkdir(outDir);
  const watched = watchProgress((onProgress) =>
    runEngine({
      source,
      target,
      ...given,
      key: options.key,
      memoryBytes: options.memory,
      outDir,
      previousDir,
      workDir: join(workFolder, 'work'),
      signal,
      onProgress,
    }),
  );
  for await (const { phase, fraction, rowsRead, etaSeconds } of watched.progress) {
    progress.show(steps[phase], fraction * engineShare, rowsRead, etaSeconds);
  }
  const { summary } = await watched.result;
  signal.throwIfAborted();

  const paths = await writeReports({ io, options, reports, progress, signal, outDir, summary });
  if (options.out !== undefined) await keepResult(outDir, options.out);
  progress.end();
  if (options.json) io.stdout.write(`${JSON.stringify(summary, null, 4)}\n`);
  if (!options.quiet) {
    writeSummary(io, summary);
    tellReports(io, options, paths);
  }
  return exitCodeOf(summary, options.failOn);
}

async function writeReports({
  io,
  options,
  reports,
  progress,
  signal,
  outDir,
  summary,
}: Omit<Run, 'workFolder'> & { readonly outDir: string; readonly summary: Summary }): Promise<readonly string[]> {
  const [first] = options.report;
  if (first === undefined) return [];
  progress.show('writing reports', engineShare);
  const [{ openResult }, { renderReport }] = await Promise.all([
    import('@reconcyl/engine/result'),
    import('@reconcyl/report-renderer/formats'),
  ]);
  // The summary is at hand; to read it again its schema would be loaded.
  const result = { ...(await openResult(outDir)), summary: () => Promise.resolve(summary) };
  try {
    const reader = cutListings(result, options.maxBreaks);
    const content: ReportSource = (report) =>
      report === 'parquet' ? createReadStream(join(outDir, resultFiles.breaks)) : renderReport(report, { reader });
    if (reports !== undefined) return await reports.write(options.report, content, signal);
    progress.end();
    await writeReportTo(io.stdout, content(first));
    return [];
  } finally {
    await result.close();
  }
}

function tellReports(io: Io, options: RunOptions, paths: readonly string[]): void {
  const style = styleFor(io, io.stderr);
  if (options.maxBreaks !== undefined && options.report.length > 0) {
    const cut = `Listings hold at most ${grouped(options.maxBreaks)} entries each; counts and the parquet file are whole.`;
    io.stderr.write(fitted(['', style('dim', cut)], io.stderr));
  }
  if (paths.length > 0)
    io.stderr.write(`\n${style('bold', 'Reports')}\n${paths.map((path) => `  ${path}\n`).join('')}`);
}

const steps = { read: 'reading', inspect: 'inspecting', compare: 'comparing', write: 'writing the result' };

function assertUsage(io: Io, options: RunOptions): void {
  const onStdout = (options.json ? 1 : 0) + (options.out === undefined ? options.report.length : 0);
  if (options.out === undefined && options.report.length > 1) {
    throw new ReconcylError('RECON_USAGE', 'More than one --report needs --out DIR.');
  }
  if (onStdout > 1)
    throw new ReconcylError('RECON_USAGE', '--json and --report without --out DIR both write on standard output.');
  assertOneStandardInput(options);
  if (options.out === undefined && options.report[0] === 'parquet' && io.stdout.isTTY === true) {
    throw new ReconcylError(
      'RECON_USAGE',
      'A parquet file is not for a terminal: give --out DIR, or send it into a file.',
    );
  }
}
