import { access, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase } from './open.ts';
import { scratchDatabase, scratchFolder } from './testing/scratch.ts';

describe('a locked database', () => {
  it('reads its inputs, and reads and writes in its folders', async () => {
    const folder = await scratchFolder();
    const [input, out, workDir] = [join(folder, 'in.csv'), join(folder, 'out'), join(folder, 'work')];
    await writeFile(input, 'a,b\n');
    await mkdir(out);
    const database = await scratchDatabase({ workDir, readPaths: [input], directories: [out] });

    expect(await database.query(`SELECT * FROM read_csv('${input}', header = false)`)).toEqual([['a', 'b']]);
    await database.query(`COPY (SELECT 1 AS one) TO '${join(out, 'x.parquet')}' (FORMAT parquet)`);
    expect(await database.query(`SELECT one FROM '${join(out, 'x.parquet')}'`)).toEqual([[1]]);
    await database.query(`COPY (SELECT 2 AS two) TO '${join(workDir, 'y.parquet')}' (FORMAT parquet)`);
    expect(await database.query(`SELECT two FROM '${join(workDir, 'y.parquet')}'`)).toEqual([[2]]);
  });

  it('follows a link in its folder to an input, and to nothing else', async () => {
    const folder = await scratchFolder();
    const workDir = join(folder, 'work');
    await mkdir(workDir);
    await writeFile(join(folder, 'bank[1].csv'), 'a\n');
    await writeFile(join(folder, 'other.csv'), 'secret\n');
    await symlink(join(folder, 'bank[1].csv'), join(workDir, 'source.csv'));
    await symlink(join(folder, 'other.csv'), join(workDir, 'other.csv'));
    await symlink('/etc', join(workDir, 'etc'));
    const { query } = await scratchDatabase({ workDir, readPaths: [join(folder, 'bank[1].csv')] });

    expect(await query(`SELECT * FROM read_csv('${workDir}/source.csv', header = false)`)).toEqual([['a']]);
    for (const path of ['other.csv', 'etc/passwd', '../other.csv']) {
      await expect(query(`SELECT * FROM read_text('${workDir}/${path}')`)).rejects.toSatisfy(refusedAccess);
    }
  });

  it.each([
    ['a file of the system', "SELECT * FROM read_text('/etc/passwd')"],
    ['a listing of a folder', "SELECT * FROM glob('/etc/*')"],
    ['an object store', "SELECT * FROM read_csv('s3://bucket/a.csv')"],
    ['a web address', "SELECT * FROM read_csv('https://example.org/a.csv')"],
    ['writing elsewhere', "COPY (SELECT 1) TO '/tmp/reconcyl-must-not-exist.csv'"],
    ['another database', "ATTACH '/tmp/reconcyl-must-not-exist.db'"],
    ['installing an extension', 'INSTALL httpfs'],
    ['loading an extension', 'LOAD httpfs'],
    ['a change of a setting', 'SET threads = 1'],
    ['a change of the time zone', "SET TimeZone = 'Europe/Berlin'"],
    ['opening up again', 'SET enable_external_access = true'],
    ['unlocking', 'SET lock_configuration = false'],
    ['a reset of a setting', 'RESET memory_limit'],
  ])('refuses %s', async (_, sql) => {
    const { query } = await scratchDatabase({ workDir: await scratchFolder() });
    await expect(query(sql)).rejects.toSatisfy(refused);
  });

  it('takes a folder whose name needs quoting', async () => {
    const workDir = join(await scratchFolder(), "it's; here");
    const { query } = await scratchDatabase({ workDir });
    await query(`COPY (SELECT 1 AS one) TO '${workDir.replaceAll("'", "''")}/x.parquet' (FORMAT parquet)`);
    expect(await readdir(workDir)).toEqual(['x.parquet']);
  });

  it('works in UTC, with the threads and memory that it was given', async () => {
    const { query } = await scratchDatabase({
      workDir: await scratchFolder(),
      threads: 1,
      memoryBytes: 64 * 1024 ** 2,
      maxTempBytes: 32 * 1024 ** 2,
    });
    const settings = ['TimeZone', 'threads', 'memory_limit', 'max_temp_directory_size'];
    const [row] = await query(`SELECT ${settings.map((name) => `current_setting('${name}')`).join(', ')}`);
    expect(row).toEqual(['UTC', 1, '64.0 MiB', '32.0 MiB']);
  });

  it('keeps the order of rows unless it is told not to', async () => {
    const workDir = await scratchFolder();
    const ordered = await scratchDatabase({ workDir });
    const unordered = await scratchDatabase({ workDir, preserveInsertionOrder: false });
    const setting = "SELECT current_setting('preserve_insertion_order')";
    expect([await ordered.query(setting), await unordered.query(setting)]).toEqual([[[true]], [[false]]]);
  });
});

describe('rows of a query', () => {
  it('are arrays of text, numbers, lists and structs, with decimals as exact text', async () => {
    const { query } = await scratchDatabase({ workDir: await scratchFolder() });
    expect(
      await query(`SELECT 'x', NULL, true, 1::BIGINT, 2::HUGEINT, 0.5::DOUBLE, 12.340::DECIMAL(38, 3),
        ['a', NULL], [1::BIGINT], {'column': 'c', 'delta': NULL}, chr(0) || 'n'`),
    ).toEqual([['x', null, true, 1, 2, 0.5, '12.340', ['a', null], [1], { column: 'c', delta: null }, '\0n']]);
  });

  it('never round an integer', async () => {
    const { query } = await scratchDatabase({ workDir: await scratchFolder() });
    await expect(query('SELECT 9007199254740993::BIGINT')).rejects.toMatchObject({ code: 'RECON_INTERNAL' });
    expect(await query('SELECT 9007199254740993::BIGINT::VARCHAR')).toEqual([['9007199254740993']]);
  });

  it('can be streamed several at a time, each with all of its rows', async () => {
    const database = await scratchDatabase({ workDir: await scratchFolder() });
    await database.query('CREATE TABLE numbers AS SELECT range AS n FROM range(10000)');
    const sum = async () => {
      let total = 0;
      for await (const rows of database.stream('SELECT n FROM numbers')) {
        for (const [value] of rows) total += Number(value);
        await database.query('SELECT 1');
      }
      return total;
    };
    expect(await Promise.all([sum(), sum()])).toEqual([49_995_000, 49_995_000]);
  });

  it('are in UTC when they are streamed', async () => {
    const { stream } = await scratchDatabase({ workDir: await scratchFolder() });
    for await (const rows of stream("SELECT current_setting('TimeZone')")) expect(rows).toEqual([['UTC']]);
  });

  it('can be streamed, and the stream can be left early', async () => {
    const { stream, query } = await scratchDatabase({ workDir: await scratchFolder() });
    let sum = 0;
    let largest = 0;
    for await (const rows of stream('SELECT i FROM range(10000) t(i)')) {
      largest = Math.max(largest, rows.length);
      for (const [value] of rows) sum += Number(value);
    }
    expect(sum).toBe(49_995_000);
    expect(largest).toBeLessThanOrEqual(2048);

    for await (const rows of stream('SELECT i FROM range(1000000000) t(i)')) {
      expect(rows[0]).toEqual([0]);
      break;
    }
    expect(await query('SELECT 1')).toEqual([[1]]);
  });
});

describe('ending', () => {
  it('interrupts the statement that runs when the signal aborts, and refuses the next', async () => {
    const controller = new AbortController();
    const database = await scratchDatabase({ workDir: await scratchFolder(), signal: controller.signal });
    const endless = database.query(endlessSql);
    controller.abort();
    await expect(endless).rejects.toMatchObject({ code: 'RECON_CANCELLED' });
    await expect(database.query('SELECT 1')).rejects.toMatchObject({ code: 'RECON_CANCELLED' });
  });

  it('closes while a statement runs, and gives the spilled data back', async () => {
    const workDir = await scratchFolder();
    const database = await openDatabase({ workDir, threads: 1 });
    const endless = expect(database.query(endlessSql)).rejects.toMatchObject({ code: 'RECON_CANCELLED' });
    await Promise.all([database.close(), database.close()]);
    await endless;
    await expect(database.query('SELECT 1')).rejects.toMatchObject({ code: 'RECON_CANCELLED' });
    await access(workDir);
    expect(await readdir(workDir)).toEqual([]);
  });
});

const endlessSql = 'SELECT count(*) FROM range(100000000) a, range(100000000) b WHERE a.range + b.range = -1';

/** Locked, disabled or forbidden: anything but "not found" and the like, which would be refused for another reason. */
function refused(error: unknown): boolean {
  return /disabled (by|through) configuration|configuration has been locked/.test(String((error as Error).cause));
}

function refusedAccess(error: unknown): boolean {
  return /^Error: Permission Error: Cannot access file/.test(String((error as Error).cause));
}
