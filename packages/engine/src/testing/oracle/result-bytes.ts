import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rulesetSchema } from '@reconcyl/contracts';
import { inspect } from '../../inspect/inspect.ts';
import { reconcile } from '../../match/reconcile.ts';
import type { ReconcileRequest } from '../../types.ts';
import type { Pack } from './make-pack.ts';
import { writeCsv } from './write-csv.ts';

/** Every file of the result for a pack, by its name. */
export async function resultBytes(
  pack: Pack,
  options: Pick<ReconcileRequest, 'threads' | 'streamedRowsPerColumn'>,
): Promise<Readonly<Record<string, string>>> {
  const folder = await mkdtemp(join(tmpdir(), 'reconcyl-engine-'));
  try {
    const input = async (side: 'source' | 'target') => {
      const path = join(folder, `${side}.csv`);
      const { columns, rows, dialect } = pack[side];
      await writeFile(path, writeCsv(columns, rows, dialect).text);
      return { path, displayName: `${side}.csv` };
    };
    const shared = {
      source: await input('source'),
      target: await input('target'),
      workDir: join(folder, 'work'),
      oneThreadUpToCells: 0,
      ...options,
    };
    const outDir = join(folder, 'out');
    await mkdir(outDir);
    const plan = await inspect({ ...shared, ruleset: rulesetSchema.parse(pack.ruleset) });
    await reconcile({ ...shared, plan, outDir });
    const files: Record<string, string> = {};
    for (const name of await readdir(outDir)) files[name] = (await readFile(join(outDir, name))).toString('base64');
    return files;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
