import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Break, Duplicate, Group, Reject, RulesetInput, SetAside, Summary } from '@reconcyl/contracts';
import { rulesetSchema } from '@reconcyl/contracts';
import { inspect } from '../inspect/inspect.ts';
import { reconcile } from '../match/reconcile.ts';
import { openResult } from '../result/index.ts';
import type { Plan } from '../types.ts';

export interface Outcome {
  readonly plan: Plan;
  readonly summary: Summary;
  readonly breaks: Break[];
  readonly duplicates: Duplicate[];
  readonly groups: Group[];
  readonly rejects: Reject[];
  readonly setAside: SetAside[];
}

export interface ReconcileTextsOptions {
  readonly key?: readonly string[];
  readonly ruleset?: RulesetInput;
  readonly threads?: number;
  /** 0 compares however small files as they are read. */
  readonly streamedRowsPerColumn?: number;
  /** Changes the plan before it is carried out. */
  readonly adjust?: (plan: Plan) => Plan;
}

/** Reconciles two files given as text (or bytes) through the engine's real entry points, and reads the whole result back. */
export async function reconcileTexts(
  source: string | Buffer,
  target: string | Buffer,
  options: ReconcileTextsOptions = {},
): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'reconcyl-engine-'));
  try {
    const files = {
      source: { path: join(folder, 'source.csv'), displayName: 'source.csv' },
      target: { path: join(folder, 'target.csv'), displayName: 'target.csv' },
    };
    await writeFile(files.source.path, source);
    await writeFile(files.target.path, target);
    const outDir = join(folder, 'out');
    await mkdir(outDir);
    const { threads = 2, streamedRowsPerColumn } = options;
    const shared = { ...files, workDir: join(folder, 'work'), threads, streamedRowsPerColumn, oneThreadUpToCells: 0 };
    const ruleset = options.ruleset === undefined ? undefined : rulesetSchema.parse(options.ruleset);
    const inspected = await inspect({ ...shared, ruleset, key: options.key });
    // A plan is stored as JSON between the two steps.
    const plan = JSON.parse(JSON.stringify(options.adjust?.(inspected) ?? inspected)) as Plan;
    const summary = await reconcile({ ...shared, plan, outDir });
    const result = await openResult(outDir);
    try {
      const breaks = await Array.fromAsync(result.eachBreak({}));
      const duplicates = await Array.fromAsync(result.eachDuplicate());
      const groups = await Array.fromAsync(result.eachGroup());
      const rejects = await Array.fromAsync(result.eachReject());
      const setAside = await Array.fromAsync(result.eachSetAside());
      return { plan, summary, breaks, duplicates, groups, rejects, setAside };
    } finally {
      await result.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
