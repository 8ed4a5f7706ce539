import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Break } from '@reconcyl/contracts';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { scratchFolder } from '../duckdb/testing/scratch.ts';
import { openResult } from '../result/index.ts';
import { breaksParquet } from '../result/schema.ts';
import { writeParquet, writeResultTables } from '../result/testing/write-result-tables.ts';
import { createEnginePool, type EnginePoolOptions } from './engine-pool.ts';

// Each test starts a process, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

function createTestPool(options: Partial<EnginePoolOptions> = {}) {
  const pool = createEnginePool({
    size: 1,
    memoryBytesPerChild: 512 * 1024 ** 2,
    threadsPerChild: 1,
    ...options,
  });
  onTestFinished(() => pool.close());
  return pool;
}

async function writePair(source: string, target: string) {
  const folder = await scratchFolder();
  const [sourcePath, targetPath, outDir] = [
    join(folder, 'source.csv'),
    join(folder, 'target.csv'),
    join(folder, 'out'),
  ];
  await writeFile(sourcePath, source);
  await writeFile(targetPath, target);
  await mkdir(outDir);
  return {
    source: { path: sourcePath, displayName: 'ledger.csv' },
    target: { path: targetPath, displayName: 'bank.csv' },
    workDir: join(folder, 'work'),
    outDir,
  };
}

describe('the engine in child processes', () => {
  it('inspects and reconciles a pair, and its result is read', async () => {
    const pool = createTestPool();
    const { outDir, ...pair } = await writePair(
      'id,amount\n1,10.00\n2,20.00\n3,30.00\n',
      'id,amount\n1,10.00\n2,21.00\n4,40.00\n',
    );
    const phases = new Set<string>();

    const plan = await pool.inspect({ ...pair, key: ['id'] });
    expect(plan.key).toMatchObject({ columns: ['id'], inferred: false });
    const summary = await pool.reconcile({ ...pair, plan, outDir, onProgress: ({ phase }) => phases.add(phase) });
    expect(summary.counts).toMatchObject({ agreeing: 1, discrepancies: 1, missing_in_target: 1, missing_in_source: 1 });
    expect(phases.size).toBeGreaterThan(0);

    const result = await pool.openResult(outDir);
    expect(await result.summary()).toEqual(summary);
    const { items } = await result.breaks({ limit: 10 });
    expect(items.map(({ kind, key }) => [kind, ...key])).toEqual([
      ['discrepancy', '2'],
      ['missing_in_target', '3'],
      ['missing_in_source', '4'],
    ]);
    await result.close();
  });

  it('describes a file', async () => {
    const pool = createTestPool();
    const { source, workDir } = await writePair('id;amount\n1;10,00\n2;20,00\n', 'id\n');
    const { files } = await pool.describe({ files: [{ ...source, side: 'source' }], workDir });
    expect(files).toMatchObject([{ side: 'source', name: 'ledger.csv', dialect: { delimiter: ';' }, rows: 2 }]);
  });

  it('keeps the code of an error', async () => {
    const pool = createTestPool();
    const { outDir: _, ...pair } = await writePair('id\n1\n', 'id\n1\n');
    await expect(pool.inspect({ ...pair, key: ['no such column'] })).rejects.toMatchObject({
      code: 'RECON_KEY_COLUMN_UNKNOWN',
    });
  });

  it('is RECON_CANCELLED when the signal aborts', async () => {
    const pool = createTestPool();
    const controller = new AbortController();
    const { outDir: _, ...pair } = await writePair('id\n1\n', 'id\n1\n');
    const inspecting = pool.inspect({ ...pair, signal: controller.signal });
    controller.abort();
    await expect(inspecting).rejects.toMatchObject({ code: 'RECON_CANCELLED' });
  });
});

describe('a result that is read in child processes', () => {
  const breaks: Break[] = [
    {
      ordinal: 0,
      kind: 'discrepancy',
      key: ['1'],
      source_line: 2,
      target_line: 2,
      source: ['1', 'a'],
      target: ['1', 'b'],
      differences: [{ column: 'x', source: 'a', target: 'b', cause: 'value' }],
    },
  ];

  it('reads as it does in this process', async () => {
    const dir = await scratchFolder();
    const rejects = [{ side: 'source', line: 3, lines: 1, reason: 'too_few_fields', text: 'x' }] as const;
    const duplicates = [{ key: ['1'], source_count: 2, target_count: 1, source_lines: [2, 3], target_lines: [2] }];
    await writeResultTables(dir, { breaks, rejects, duplicates });
    const pooled = await createTestPool().openResult(dir);
    const direct = await openResult(dir);
    onTestFinished(() => direct.close());

    for (const result of [pooled, direct]) {
      expect(await result.breaks({ limit: 5, column: 'x' })).toEqual({ items: breaks });
      expect(await result.breaks({ limit: 5, column: 'y' })).toEqual({ items: [] });
      expect(await collect(result.eachBreak())).toEqual(breaks);
      expect(await collect(result.eachReject())).toEqual(rejects);
      expect(await result.rejects({ limit: 1 })).toEqual({ items: rejects });
      expect(await collect(result.eachDuplicate())).toEqual(duplicates);
      expect(await result.duplicates({ limit: 1 })).toEqual({ items: duplicates });
    }
  });

  it('gives a list that is longer than a page whole, or as much as is asked for', async () => {
    const dir = await scratchFolder();
    const scratchDir = await scratchFolder();
    await writeParquet(
      join(dir, 'breaks.parquet'),
      breaksParquet,
      "SELECT i, 'missing_in_source', ['k'], NULL, i + 2, NULL, ['k'], NULL, [], NULL, NULL, NULL FROM range(50000) t(i)",
    );
    const result = await createTestPool({ scratchDir }).openResult(dir);
    let next = 0;
    for await (const { ordinal } of result.eachBreak()) {
      if (ordinal !== next) throw new Error(`expected ${next}, got ${ordinal}`);
      next += 1;
    }
    expect(next).toBe(50_000);
    expect(await collect(result.eachBreak({ kind: 'missing_in_source', limit: 20_001 }))).toHaveLength(20_001);
    expect(await collect(result.eachBreak({ kind: 'discrepancy' }))).toEqual([]);
    expect(await readdir(scratchDir)).toEqual([]);
  });

  it('is RECON_INTERNAL when it is damaged, and RECON_CANCELLED when it is closed', async () => {
    const dir = await scratchFolder();
    const result = await createTestPool().openResult(dir);
    await expect(result.breaks({ limit: 1 })).rejects.toMatchObject({ code: 'RECON_INTERNAL' });
    await expect(result.summary()).rejects.toMatchObject({ code: 'RECON_INTERNAL' });
    await result.close();
    await expect(result.breaks({ limit: 1 })).rejects.toMatchObject({ code: 'RECON_CANCELLED' });
  });
});

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}
