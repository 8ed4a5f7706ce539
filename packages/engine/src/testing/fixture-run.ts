import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Break, Duplicate, Group, Reject, Resolved, SetAside, Summary } from '@reconcyl/contracts';
import { ReconcylError } from '@reconcyl/contracts';
import { inspect, type Plan, parseRuleset, reconcile } from '../index.ts';
import { openResult } from '../result/index.ts';
import type { Fixture, FixturePair } from './fixture-folder.ts';

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
}

/** Reconciles a fixture through the engine's public entry points, after the pair that went before it. */
export async function runFixture(
  fixture: FixturePair & Pick<Fixture, 'previous'>,
  options: FixtureRunOptions = {},
): Promise<FixtureAnswer> {
  const folder = await mkdtemp(join(tmpdir(), 'reconcyl-fixture-'));
  try {
    let previousDir: string | undefined;
    if (fixture.previous !== undefined) {
      previousDir = join(folder, 'previous');
      await runPair(fixture.previous, folder, { ...options, outDir: previousDir });
    }
    const outDir = join(folder, 'out');
    await runPair(fixture, folder, { ...options, outDir, previousDir });
    return await readAnswer(outDir);
  } catch (error) {
    if (!(error instanceof ReconcylError)) throw error;
    return { error: error.code, detail: error.detail, problems: error.problems };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface PairOptions extends FixtureRunOptions {
  readonly outDir: string;
  readonly previousDir?: string | undefined;
}

async function runPair(pair: FixturePair, folder: string, options: PairOptions): Promise<void> {
  const { outDir, previousDir, threads = 2 } = options;
  await mkdir(outDir);
  const shared = {
    source: { path: pair.source, displayName: basename(pair.source) },
    target: { path: pair.target, displayName: basename(pair.target) },
    workDir: join(folder, 'work'),
    threads,
  };
  const ruleset = pair.ruleset === undefined ? undefined : parseRuleset(pair.ruleset);
  // A plan is stored as JSON between the two steps.
  const plan = JSON.parse(JSON.stringify(await inspect({ ...shared, ruleset }))) as Plan;
  await reconcile({ ...shared, plan, outDir, previousDir });
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
