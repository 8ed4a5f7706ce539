import { describe, expect, it } from 'vitest';
import { appendRows } from './append-rows.ts';
import { scratchDatabase, scratchFolder } from './testing/scratch.ts';

describe('rows that are appended', () => {
  it('stand in the table as they were given', async () => {
    const database = await scratchDatabase({ workDir: await scratchFolder() });
    await database.query('create table t (a integer, b varchar)');
    await appendRows(database, 't', [`'); drop table t; --`, '\0'].entries(), (appender, [a, b]) => {
      appender.appendInteger(a);
      appender.appendVarchar(b);
    });
    expect(await database.query('select * from t order by a')).toEqual([
      [0, `'); drop table t; --`],
      [1, '\0'],
    ]);
  });

  it('end with a code and without a cell when they do not fit, and the database goes on', async () => {
    const database = await scratchDatabase({ workDir: await scratchFolder() });
    await database.query('create table t (a integer)');
    const failed = appendRows(database, 't', ['a secret'], (appender, text) => appender.appendVarchar(text));
    await expect(failed).rejects.toMatchObject({
      code: 'RECON_INTERNAL',
      message: expect.not.stringContaining('secret'),
    });
    await expect(appendRows(database, 'none', [], () => {})).rejects.toMatchObject({ code: 'RECON_INTERNAL' });
    expect(await database.query('select count(*) from t')).toEqual([[0]]);
  });
});
