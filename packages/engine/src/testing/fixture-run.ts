import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Break, Duplicate, Group, Reject, Resolved, SetAside, Summary } from '@reconcyl/contracts';
import { ReconcylError } from '@reconcyl/contracts';
import { inspect, type Plan, parseRuleset, reconcile, run } from '../index.ts';
import { openResult } from '../result/index.ts';
import type { FixturePair } from './fixture-folder.ts';

/** The whole answer to a fixture, or the error with which it is refused. */
export type FixtureAnswer = FixtureResult | FixtureRefusal;

export interface FixtureResult {
  readonly summary: Summary;
  readonly breaks: readonly Break[];
  readonly duplicates: readonly Duplicate[];
  readonly rejects: readonly Reject[];
  readonly set_aside: readonly SetAside[];
  readonly groups: readonly Group[];
  readonly resolved: readonly Resolved[];
}

export interface FixtureRefusal {
  readonly error: string;
  readonly detail: string | undefined;
  readonly problems: readonly unknown[];
}

export interface FixtureRunOptions {
  readonly threads?: number;
  /** `stored`: by a plan that is stored as JSON, as services do; `at-once`: by one call, as the command line does. */
  readonly way?: 'stored' | 'at-once';
}

/** Reconciles a fixture through the engine's public entry points, after the pairs that went before it. */
export async function runFixture(fixture: FixturePair, options: FixtureRunOptions = {}): Promise<FixtureAnswer> {
  const folder = await mkdtemp(join(tmpdir(), 'reconcyl-fixture-'));
  try {
    return await readAnswer(await runPair(fixture, folder, options));
  } catch (error) {
    if (!(error instanceof ReconcylError)) throw error;
    return { error: error.code, detail: error.detail, problems: error.problems };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Gives the folder of the result. */
async function runPair(pair: FixturePair, parent: string, options: FixtureRunOptions): Promise<string> {
  const folder = await mkdtemp(join(parent, 'pair-'));
  const previousDir = pair.previous === undefined ? undefined : await runPair(pair.previous, parent, options);
  const outDir = join(folder, 'out');
  await mkdir(outDir);
  // Files get names that we chose: those of users are for display only.
  const inFolder = async (path: string, name: string) => {
    await copyFile(path, join(folder, name));
    return { path: join(folder, name), displayName: basename(path) };
  };
  const shared = {
    source: await inFolder(pair.source, 'source'),
    target: await inFolder(pair.target, 'target'),
    workDir: join(folder, 'work'),
    threads: options.threads ?? 2,
    oneThreadUpToCells: 0,
  };
  const ruleset = pair.ruleset === undefined ? undefined : parseRuleset(pair.ruleset);
  if (options.way === 'at-once') {
    await run({ ...shared, ruleset, outDir, previousDir });
  } else {
    const plan = JSON.parse(JSON.stringify(await inspect({ ...shared, ruleset }))) as Plan;
    await reconcile({ ...shared, plan, outDir, previousDir });
  }
  return outDir;
}

async function readAnswer(outDir: string): Promise<FixtureResult> {
  const result = await openResult(outDir);
  try {
    return {
      summary: await result.summary(),
      breaks: await Array.fromAsync(result.eachBreak()),
      duplicates: await Array.fromAsync(result.eachDuplicate()),
      rejects: await Array.fromAsync(result.eachReject()),
      set_aside: await Array.fromAsync(result.eachSetAside()),
      groups: await Array.fromAsync(result.eachGroup()),
      resolved: await Array.fromAsync(result.eachResolved()),
    };
  } finally {
    await result.close();
  }
}
