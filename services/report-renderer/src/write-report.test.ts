import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeReport } from './write-report.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'write-report-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function* chunks(count: number, size: number): AsyncGenerator<string> {
  for (let index = 0; index < count; index += 1) yield String(index % 10).repeat(size);
}

const target = (signal = new AbortController().signal) => ({
  path: join(folder, 'report.csv'),
  extension: 'csv',
  signal,
});

describe('writing a report', () => {
  it('holds a short one in memory', async () => {
    expect(await writeReport(chunks(3, 2), target())).toEqual({ bytes: '001122', extension: 'csv' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('puts a long one into a file, from its first character to its last', async () => {
    expect(await writeReport(chunks(30, 65_536), target())).toEqual({ path: target().path, extension: 'csv' });
    expect(await readFile(target().path, 'utf8')).toBe((await Array.fromAsync(chunks(30, 65_536))).join(''));
  });

  it('gives an empty one', async () => {
    expect(await writeReport(chunks(0, 0), target())).toEqual({ bytes: '', extension: 'csv' });
  });

  it('ends when it is told to', async () => {
    const ending = new AbortController();
    ending.abort(new Error('stop'));
    await expect(writeReport(chunks(1, 1), target(ending.signal))).rejects.toThrow('stop');
  });

  it('passes on what the renderer throws', async () => {
    async function* damaged(): AsyncGenerator<string> {
      yield* chunks(20, 65_536);
      throw new Error('damaged');
    }
    await expect(writeReport(damaged(), target())).rejects.toThrow('damaged');
  });
});
