import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type FileSummary,
  ReconcylError,
  type Reject,
  type SetAside,
  type Side,
  type Summary,
} from '@reconcyl/contracts';
import { openResult } from '../../result/index.ts';
import { parseRuleset } from '../../ruleset/index.ts';
import { run } from '../../run.ts';
import { linesOf } from './lines-of.ts';
import { mutate } from './mutate.ts';
import { createRandom } from './random.ts';
import type { Seed } from './seeds.ts';

export interface FuzzCase {
  readonly seed: number;
  readonly number: number;
  readonly name: string;
  readonly source: Buffer;
  readonly target: Buffer;
  readonly ruleset?: string | undefined;
}

/** A case of a run of the fuzzer: the same seed and number give the same files, as long as the seeds are the same. */
export function makeCase(seeds: readonly Seed[], seed: number, number: number): FuzzCase {
  const random = createRandom(seed * 1_000_003 + number);
  const { name, source, target, ruleset } = random.pick(seeds);
  // Mostly one side alone, so that the other is still what it should be compared with; mostly below the header, so that it has columns.
  const which = random.below(3);
  const change = (file: Buffer): Buffer => {
    const header = random.below(3) === 0 ? 0 : file.indexOf(0x0a) + 1;
    return Buffer.concat([file.subarray(0, header), mutate(file.subarray(header), random)]);
  };
  return {
    seed,
    number,
    name,
    source: which === 1 ? source : change(source),
    target: which === 0 ? target : change(target),
    ruleset: random.pick([ruleset, undefined, withAnyRejects(ruleset), withAnyRejects(undefined)]),
  };
}

/** Most mutants would be refused for their rejects alone. */
function withAnyRejects(ruleset: string | undefined): string | undefined {
  return ruleset?.includes('max_rejects') ? ruleset : `${ruleset ?? 'version: 1'}\nmax_rejects: 100%\n`;
}

/** Processor time that a case of a few kilobytes may take; what waits for nothing shows by the clock, which a busy machine slows. */
const mostCpuMs = 10_000;
const mostWaitedMs = 120_000;

/** The outcome of a case: the code it was refused with or `answered`, and what is wrong with it, if anything. */
export interface CaseOutcome {
  readonly outcome: string;
  readonly failure?: string;
}

/** Reconciles the pair of a case with the whole engine, and holds the answer against the bytes. */
export async function runCase({ source, target, ruleset }: FuzzCase): Promise<CaseOutcome> {
  const folder = await mkdtemp(join(tmpdir(), 'reconcyl-fuzz-'));
  const begun = process.cpuUsage();
  try {
    const outDir = join(folder, 'out');
    await mkdir(outDir);
    const files = {
      source: { path: join(folder, 'source'), displayName: 'source.csv' },
      target: { path: join(folder, 'target'), displayName: 'target.csv' },
    };
    await writeFile(files.source.path, source);
    await writeFile(files.target.path, target);
    const { summary } = await run({
      ...files,
      outDir,
      workDir: join(folder, 'work'),
      threads: 1,
      ruleset: ruleset === undefined ? undefined : parseRuleset(ruleset),
      signal: AbortSignal.timeout(mostWaitedMs),
    });
    const failure = (await wrongLines({ source, target }, summary, outDir)) ?? tookTooLong(begun);
    return { outcome: 'answered', ...(failure === undefined ? {} : { failure }) };
  } catch (error) {
    return refused(error, begun);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function tookTooLong(begun: NodeJS.CpuUsage): string | undefined {
  const { user, system } = process.cpuUsage(begun);
  const ms = Math.round((user + system) / 1000);
  return ms > mostCpuMs ? `took ${ms} ms of processor time` : undefined;
}

/** Codes that only a bug gives to a pair of files. */
const bugCodes: ReadonlySet<string> = new Set(['RECON_INTERNAL', 'RECON_CONTROL_TOTALS', 'RECON_CANCELLED']);

function refused(error: unknown, begun: NodeJS.CpuUsage): CaseOutcome {
  if (!(error instanceof ReconcylError)) {
    return { outcome: 'uncoded', failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  const { code, detail, cause } = error;
  if (bugCodes.has(code)) {
    const reason = cause instanceof Error ? (cause.stack ?? cause.message) : '';
    return { outcome: code, failure: `${code}: ${detail ?? ''} ${reason}` };
  }
  const failure = tookTooLong(begun);
  return { outcome: code, ...(failure === undefined ? {} : { failure }) };
}

async function wrongLines(
  files: Readonly<Record<Side, Buffer>>,
  summary: Summary,
  outDir: string,
): Promise<string | undefined> {
  const lists = await listsOf(summary, outDir);
  for (const side of ['source', 'target'] as const) {
    const rejects = lists.rejects.filter((one) => one.side === side);
    const setAside = lists.setAside.filter((one) => one.side === side);
    const rows = summary.counts[`${side}_rows`];
    const wrong = wrongLinesOf(files[side], summary.files[side], rows, rejects, setAside);
    if (wrong !== undefined) return `${side}: ${wrong}`;
  }
  return undefined;
}

async function listsOf({ files }: Summary, outDir: string): Promise<{ rejects: Reject[]; setAside: SetAside[] }> {
  const { source, target } = files;
  if (source.lines.rejected + target.lines.rejected + source.lines.set_aside + target.lines.set_aside === 0) {
    return { rejects: [], setAside: [] };
  }
  const result = await openResult(outDir);
  try {
    return {
      rejects: await Array.fromAsync(result.eachReject()),
      setAside: await Array.fromAsync(result.eachSetAside()),
    };
  } finally {
    await result.close();
  }
}

function wrongLinesOf(
  file: Buffer,
  { lines, encoding }: FileSummary,
  rows: number,
  rejects: readonly Reject[],
  setAside: readonly SetAside[],
): string | undefined {
  const found = linesOf(file, encoding.label);
  const covered = (items: readonly { readonly lines: number }[]) => items.reduce((sum, item) => sum + item.lines, 0);
  const parts = lines.preamble + lines.header + lines.rows + lines.continuation + lines.set_aside + lines.empty;
  if (lines.total !== found.length) return `${lines.total} lines counted of ${found.length}`;
  if (parts + lines.rejected !== found.length)
    return `${parts + lines.rejected} lines accounted for of ${found.length}`;
  if (lines.rows !== rows) return `${lines.rows} lines of rows, ${rows} rows`;
  if (covered(rejects) !== lines.rejected) return `${covered(rejects)} lines in rejects, ${lines.rejected} counted`;
  if (covered(setAside) !== lines.set_aside) return `${covered(setAside)} lines set aside, ${lines.set_aside} counted`;
  const seen = new Set<number>();
  for (const item of [...rejects, ...setAside]) {
    for (let line = item.line; line < item.line + item.lines; line++) {
      if (seen.has(line)) return `line ${line} is listed twice`;
      seen.add(line);
    }
  }
  for (const reject of rejects) {
    const verbatim = found.slice(reject.line - 1, reject.line - 1 + reject.lines).map(({ text }) => text);
    // Lines with invalid bytes show them in a way of their own.
    if (verbatim.includes(undefined) || reject.reason === 'invalid_bytes') continue;
    if (verbatim.join('\n').slice(0, 1_048_576) !== reject.text)
      return `the reject of line ${reject.line} is not what stands there`;
  }
  return undefined;
}
