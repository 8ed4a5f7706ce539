import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { badPairs, valid } from '../support/bad-pairs.ts';
import { json, type Report, result, upload } from '../support/client.ts';
import { reconcyl } from '../support/reconcyl.ts';
import { systemOfTests } from '../support/system.ts';
import { folderOfTest } from '../support/temporary-folder.ts';
import { testTimeoutMs } from '../support/until.ts';

vi.setConfig({ testTimeout: testTimeoutMs });

/** Files and rules that people really send. Each gets its coded error or its right answer, over HTTP and from the command line alike. */

const system = systemOfTests();

describe('over HTTP', () => {
  it.each(badPairs)('$name', async ({ source, target, key, ruleset, fails, counts, holds }) => {
    const answer = await upload(system().url, {
      source: { name: 'source.csv', content: source },
      target: { name: 'target.csv', content: target },
      fields: { ...(key === undefined ? {} : { key }), ...(ruleset === undefined ? {} : { ruleset }) },
    });
    // What is wrong is told at the upload where the gateway can know it, else by the result.
    const last =
      answer.status === 202 ? await result(system().url, (json(answer) as { task_id: string }).task_id) : answer;
    if (fails !== undefined) {
      expect([400, 422, 500]).toContain(last.status);
      expect(last.text).toContain(`"code":"${fails.code}"`);
      for (const word of fails.naming ?? []) expect(last.text).toContain(word);
      if (fails.paths !== undefined) {
        expect(problemPaths(json(last))).toEqual(fails.paths.toSorted());
      }
      return;
    }
    expect(last.status).toBe(200);
    const found = json(last) as Report;
    expect(found.summary.counts).toEqual(counts);
    holds?.(found);
  });

  it('is still there after all of them', async () => {
    for (const path of ['/healthz', '/readyz']) expect((await fetch(`${system().url}${path}`)).status).toBe(200);
  });
});

describe('from the command line', () => {
  it.each(badPairs)('$name', async ({ source, target, key, ruleset, fails, counts, holds }) => {
    const folder = await folderOfTest();
    await writeFile(join(folder, 'source.csv'), source);
    await writeFile(join(folder, 'target.csv'), target);
    const options = ['--quiet', '--report', 'json'];
    if (key !== undefined) options.push('--key', key);
    if (ruleset !== undefined) {
      await writeFile(join(folder, 'rules.yaml'), ruleset);
      options.push('--ruleset', 'rules.yaml');
    }
    const { code, stdout, stderr } = await reconcyl(['run', 'source.csv', 'target.csv', ...options], { cwd: folder });
    if (fails !== undefined) {
      expect(code).toBe(2);
      expect(stdout).toBe('');
      for (const word of [fails.code, ...(fails.naming ?? []), ...(fails.paths ?? [])]) expect(stderr).toContain(word);
      return;
    }
    const found = JSON.parse(stdout) as Report;
    expect(found.summary.counts).toEqual(counts);
    expect(code).toBe(found.summary.verdict === 'agree' ? 0 : 1);
    holds?.(found);
  });

  it('a missing file is a usage error or a file that cannot be read, with exit code 2', async () => {
    const folder = await folderOfTest();
    await writeFile(join(folder, 'source.csv'), valid);
    const options = { cwd: folder };
    const forgotten = await reconcyl(['run', 'source.csv'], options);
    expect(forgotten).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('RECON_USAGE') });
    for (const name of ['target.csv', '.', `${'n'.repeat(300)}.csv`]) {
      const unreadable = await reconcyl(['run', 'source.csv', name], options);
      expect(unreadable).toMatchObject({
        code: 2,
        stdout: '',
        stderr: expect.stringContaining('RECON_FILE_NOT_READABLE'),
      });
      expect(unreadable.stderr).not.toContain(folder);
    }
  });
});

function problemPaths(body: unknown): string[] {
  const { problems, error } = body as { problems?: { path: string }[]; error?: { problems?: { path: string }[] } };
  return (problems ?? error?.problems ?? []).map(({ path }) => path).toSorted();
}
