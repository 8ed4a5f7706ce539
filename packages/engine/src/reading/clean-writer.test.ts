import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { reconcileTexts } from '../testing/reconcile-texts.ts';
import { createCleanWriter } from './clean-writer.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reconcyl-clean-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('bounds the longest line it has written', async () => {
  const writer = await createCleanWriter(join(folder, 'clean.csv'));
  writer.add(['ab', 'c']);
  writer.addPlain('a,longer line');
  await writer.close();
  expect(writer.longestLineBytes()).toBeGreaterThanOrEqual('a,longer line\n'.length);
});

it.each([
  ['as its reader splits it', '\ufeffx'],
  ['with quotes', '"\ufeffx"'],
])('keeps a byte-order mark that begins the first cell of the first record, %s', async (_how, cell) => {
  // The line break inside quotes sends the file through the careful reader.
  const source = `a,id\n${cell},1\n"two\nlines",2\n`;
  const { breaks } = await reconcileTexts(source, 'a,id\n"two\nlines",2\n', { key: ['id'] });
  expect(breaks).toMatchObject([{ kind: 'missing_in_target', source: ['\ufeffx', '1'] }]);
});
