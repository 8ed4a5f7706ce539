import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rulesetSchema } from '@reconcyl/contracts';
import { openResult } from '../../result/index.ts';
import { run } from '../../run.ts';
import { filesOf, type History, historyOf, makeTwoRuns, rulesetOf, type TwoRuns } from './two-runs.ts';
import { inOrder } from './without-lines.ts';

/** What engine and oracle say became of the breaks, for the two runs of a seed, in the same words. */
export async function holdHistory(seed: number, keys: number): Promise<{ engine: History; oracle: History }> {
  const runs = makeTwoRuns(seed, keys);
  const folder = await mkdtemp(join(tmpdir(), 'reconcyl-engine-'));
  try {
    const first = await reconciled(runs, 0, join(folder, 'first'));
    const second = await reconciled(runs, 1, join(folder, 'second'), first);
    return { engine: sorted(await readHistory(second)), oracle: sorted(historyOf(runs)) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Gives the folder of the result. */
async function reconciled(runs: TwoRuns, which: 0 | 1, dir: string, previousDir?: string): Promise<string> {
  const outDir = join(dir, 'out');
  await mkdir(outDir, { recursive: true });
  const texts = filesOf(runs, which);
  const files = {
    source: { path: join(dir, 'source.csv'), displayName: 'source.csv' },
    target: { path: join(dir, 'target.csv'), displayName: 'target.csv' },
  };
  await writeFile(files.source.path, texts.source);
  await writeFile(files.target.path, texts.target);
  const ruleset = rulesetSchema.parse(rulesetOf(runs.rules[which]));
  await run({ ...files, ruleset, workDir: join(dir, 'work'), outDir, previousDir, threads: 1 });
  return outDir;
}

async function readHistory(outDir: string): Promise<History> {
  const result = await openResult(outDir);
  try {
    const breaks = await Array.fromAsync(result.eachBreak());
    const resolved = await Array.fromAsync(result.eachResolved());
    return {
      breaks: breaks.map(({ key: [key = ''], history }) => ({
        key,
        status: history?.status ?? '',
        age: history?.age ?? 0,
        changed: history?.changed ?? false,
      })),
      ages: breaks.flatMap(({ key: [key = ''], differences }) =>
        differences.map(({ column, age }) => [key, column, age ?? 0] as const),
      ),
      resolved: resolved.map(({ key: [key = ''], column = '', kind, how }) => ({ key, column, kind, how })),
    };
  } finally {
    await result.close();
  }
}

const sorted = ({ breaks, ages, resolved }: History): History => ({
  breaks: inOrder(breaks),
  ages: inOrder(ages),
  resolved: inOrder(resolved),
});
