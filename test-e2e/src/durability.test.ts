import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { result } from './support/client.ts';
import { allReports, anyIn, expectOneMailEach, submitAll, undisturbedReports } from './support/five-pairs.ts';
import { filesUnder } from './support/folder-content.ts';
import { mails } from './support/mail.ts';
import { type Served, serve } from './support/served.ts';
import { folderOfTest } from './support/temporary-folder.ts';
import { testTimeoutMs, until } from './support/until.ts';

vi.setConfig({ testTimeout: 2 * testTimeoutMs });

/** What was accepted with 202 is completed, whatever happens to the process, and told by one mail. */
const undisturbed = undisturbedReports();

const moments: readonly (readonly [string, (served: Served, ids: readonly string[]) => Promise<unknown>])[] = [
  ['right after the last 202', async () => {}],
  ['while the first are normalized', (served, ids) => anyIn(served, ids, ['normalizing'])],
  ['while some are reconciled', (served, ids) => anyIn(served, ids, ['reconciling'])],
  ['while some are rendered', (served, ids) => anyIn(served, ids, ['rendering'])],
  ['as soon as the first is completed', (served, ids) => anyIn(served, ids, ['completed'])],
  [
    'as soon as the first mail is out',
    (served) => until('a mail', async () => (await mails(served.mailFolder)).length > 0),
  ],
  ['right after all have completed', (served, ids) => Promise.all(ids.map((id) => result(served.url, id)))],
];

describe('kill -9', () => {
  it.each(moments)('%s loses nothing, repeats nothing and changes no report', async (_, moment) => {
    const data = await folderOfTest();
    const first = await serve(data);
    const ids = await submitAll(first);
    await moment(first, ids);
    await first.kill();

    const second = await serve(data);
    expect(await allReports(second, ids)).toEqual(undisturbed());
    await expectOneMailEach(second, ids);
    await second.stop();
    expect(await filesUnder(join(data, 'scratch'))).toEqual([]);
  });

  it('twice in the middle of the work still ends in completed runs', async () => {
    const data = await folderOfTest();
    let served = await serve(data);
    const ids = await submitAll(served);
    for (const status of ['normalizing', 'reconciling']) {
      await anyIn(served, ids, [status, 'completed']);
      await served.kill();
      served = await serve(data);
    }
    expect(await allReports(served, ids)).toEqual(undisturbed());
    await expectOneMailEach(served, ids);
    await served.stop();
  });
});

describe('SIGTERM', () => {
  it('ends with 0 within the grace, and the next start completes what was in hand', async () => {
    const data = await folderOfTest();
    const first = await serve(data);
    const ids = await submitAll(first);
    await anyIn(first, ids, ['normalizing', 'reconciling', 'rendering']);
    expect(await first.stop('SIGTERM')).toMatchObject({ code: 0, signal: null });

    const second = await serve(data);
    expect(await allReports(second, ids)).toEqual(undisturbed());
    await expectOneMailEach(second, ids);
    await second.stop();
    expect(await filesUnder(join(data, 'scratch'))).toEqual([]);
  });
});

describe('a data folder', () => {
  it('is served by one process at a time, and by the next one after a kill', async () => {
    const data = await folderOfTest();
    const first = await serve(data);
    await expect(serve(data)).rejects.toThrow('RECON_DATA_FOLDER_IN_USE');
    await first.kill();
    await (await serve(data)).stop();
  });
});
