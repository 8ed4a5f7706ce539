import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, watch, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** The command as a process of its own, with a temporary folder of its own: what it leaves behind can be seen. */

const bin = join(import.meta.dirname, '../bin/reconcyl.js');
let folder: string;
let temporary: string;
const children: ChildProcessWithoutNullStreams[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reconcyl-test-'));
  temporary = join(folder, 'tmp');
  await mkdir(temporary);
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

function start(...argv: string[]): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, [bin, ...argv], {
    cwd: folder,
    env: { PATH: process.env.PATH, TMPDIR: temporary, NODE_OPTIONS: '--disable-warning=ExperimentalWarning' },
  });
  children.push(child);
  return child;
}

async function ended(child: ChildProcessWithoutNullStreams) {
  const [[code, signal], stdout, stderr] = await Promise.all([
    once(child, 'close'),
    text(child.stdout),
    text(child.stderr),
  ]);
  return { code, signal, stdout, stderr };
}

/** What the command has left in its temporary folder; the compile cache of Node is not ours. */
async function leftovers(): Promise<string[]> {
  return (await readdir(temporary)).filter((name) => name !== 'node-compile-cache');
}

/** Resolves when the command has made its work folder. */
async function workFolder(): Promise<void> {
  const controller = new AbortController();
  const changes = watch(temporary, { signal: controller.signal });
  try {
    if ((await leftovers()).length > 0) return;
    for await (const _ of changes) if ((await leftovers()).length > 0) return;
  } finally {
    controller.abort();
  }
}

/** Resolves when the process has written this on stderr. */
async function says(child: ChildProcessWithoutNullStreams, words: string): Promise<void> {
  let said = '';
  for await (const chunk of child.stderr.iterator({ destroyOnReturn: false })) {
    said += chunk;
    if (said.includes(words)) return;
  }
  throw new Error(`it ended without saying ${words}: ${said}`);
}

async function rows(name: string, count: number): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `id,amount\n${Array.from({ length: count }, (_, index) => `${index},${index}.50\n`).join('')}`);
  return path;
}

describe('the reconcyl process', () => {
  it('shows its help with 0, and tells wrong usage with 2 on stderr alone', async () => {
    expect(await ended(start('--help'))).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining('submit'),
    });
    const wrong = await ended(start('run', 'only-one.csv'));
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(wrong.stderr).toContain("Missing required argument 'target'");
  });

  it('ends with 0, 1 and 2', async () => {
    const [a, b] = [await rows('a.csv', 3), await rows('b.csv', 4)];
    expect((await ended(start('run', a, a, '-q'))).code).toBe(0);
    expect((await ended(start('run', a, b, '--key', 'id', '-q'))).code).toBe(1);
    expect((await ended(start('run', a, join(folder, 'absent.csv'), '-q'))).code).toBe(2);
    expect(await leftovers()).toEqual([]);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('leaves nothing behind on %s while it waits for standard input', async (signal, code) => {
    const child = start('run', '-', await rows('b.csv', 3), '--report', 'json', '--out', 'out');
    await workFolder();
    child.kill(signal);
    expect(await ended(child)).toMatchObject({ code, signal: null, stdout: '' });
    expect(await leftovers()).toEqual([]);
    expect(await readdir(folder)).not.toContain('out');
  });

  it('leaves nothing behind on Ctrl-C in the middle of the work', async () => {
    const [a, b] = [await rows('a.csv', 300_000), await rows('b.csv', 300_001)];
    const child = start('run', a, b, '--key', 'id', '--report', 'json', '--out', 'out');
    await says(child, 'inspecting');
    child.kill('SIGINT');
    const end = await ended(child);
    expect(end.code).toBe(130);
    expect(end.stderr).toContain('Cancelled');
    expect(await leftovers()).toEqual([]);
    expect(await readdir(folder)).not.toContain('out');
  });

  it('is quiet when the reader of its report goes away', async () => {
    const [a, b] = [await rows('a.csv', 20_000), await rows('b.csv', 1)];
    const child = start('run', a, b, '--key', 'id', '--report', 'json', '-q');
    child.stdout.once('data', () => child.stdout.destroy());
    const [[code], stderr] = await Promise.all([once(child, 'exit'), text(child.stderr)]);
    expect([code, stderr]).toEqual([1, '']);
    expect(await leftovers()).toEqual([]);
  });
});
