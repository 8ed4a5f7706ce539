import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../run.ts';
import { reconcileTexts } from '../testing/reconcile-texts.ts';

const hostile = [
  "'; drop table source; --",
  "\"); copy (select 1) to '/tmp/reconcyl-owned'; --",
  "' || (select content from read_text('/etc/passwd')) || '",
  "$$; attach 'x' as y; $$",
  '{"a": [1, "}"]}',
  '%s %d \\n \\\\ \\x00',
  'c0',
  'source',
  '`process.exit(1)`',
  '\u202egpj.exe',
] as const;

const quoted = (cells: readonly string[]) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',');

describe('files that attack', () => {
  it('keep headers and cells that are SQL, as what they are', async () => {
    const source = `${quoted(['id', ...hostile])}\n${quoted(['1', ...hostile])}\n${quoted(['2', ...hostile])}\n`;
    const target = `${quoted(['id', ...hostile])}\n${quoted(['1', ...hostile.toReversed()])}\n${quoted(['2', ...hostile])}\n`;
    const { summary, breaks } = await reconcileTexts(source, target, { key: ['id'] });
    expect(summary.files.source.columns).toEqual(['id', ...hostile]);
    expect(summary.counts).toMatchObject({ agreeing: 1, discrepancies: 1, differing_cells: hostile.length });
    expect(breaks[0]?.source).toEqual(['1', ...hostile]);
    expect(breaks[0]?.target).toEqual(['1', ...hostile.toReversed()]);
    expect(breaks[0]?.differences.map(({ column }) => column)).toEqual([...hostile]);
  });

  it('keep keys that are SQL, in what is missing, repeated, rejected and set aside', async () => {
    const rows = hostile.map((key, index) => quoted([key, `${index}`]));
    const source = `id,n\n${rows.join('\n')}\n${rows[0]}\nid,n\n${quoted([hostile[1], 'x', 'y'])}\n`;
    const { breaks, duplicates, rejects } = await reconcileTexts(source, `id,n\n${quoted(['z', '1'])}\n`, {
      key: ['id'],
      ruleset: { max_rejects: '100%', columns: { n: { nulls: [...hostile] } } },
    });
    const missing = breaks.filter(({ kind }) => kind === 'missing_in_target').map(({ key }) => key[0]);
    expect(missing).toEqual([...hostile, hostile[0]]);
    expect(duplicates).toMatchObject([{ key: [hostile[0]], source_count: 2 }]);
    expect(rejects).toMatchObject([{ reason: 'too_many_fields', text: quoted([hostile[1], 'x', 'y']) }]);
  });

  it('keep scope words and a closing total that are SQL', async () => {
    const rows = hostile.map((word, index) => quoted([`${index}`, word, '1.50']));
    const source = `id,w,amount\n${rows.join('\n')}\n`;
    const { setAside, summary } = await reconcileTexts(source, source, {
      key: ['id'],
      ruleset: { source: { scope: [{ column: 'w', in: hostile.slice(1, 9) }] } },
    });
    expect(setAside.map(({ cells }) => cells[1])).toEqual([hostile[0], hostile[9]]);
    expect(summary.counts.source_rows).toBe(8);
    const closed = `id,w,amount\n1,a,1.50\n2,b,1.50\nTotal,"${hostile[1].replaceAll('"', '""')}",3.00\n`;
    const total = await reconcileTexts(closed, 'id,w,amount\n1,a,1.50\n2,b,1.50\n', { key: ['id'] });
    expect(total.setAside).toMatchObject([{ reason: 'closing_total', cells: ['Total', hostile[1], '3.00'] }]);
    expect(total.summary.verdict).toBe('agree');
  });

  it('keep columns that are members of every object', async () => {
    const header = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    const { summary, breaks } = await reconcileTexts(
      `${header.join(',')}\n1,2,3,4\n5,6,7,8\n`,
      `${header.join(',')}\n1,2,3,4\n5,x,y,z\n`,
      { key: ['__proto__'] },
    );
    expect(summary.files.target.columns).toEqual(header);
    expect(breaks[0]?.differences.map(({ column }) => column)).toEqual(header.slice(1));
    expect(summary.columns.map(({ name, differing }) => [name, differing])).toEqual([
      ['__proto__', 0],
      ['constructor', 1],
      ['toString', 1],
      ['hasOwnProperty', 1],
    ]);
  });

  it('may have 5,000 columns', { timeout: 300_000 }, async () => {
    const header = Array.from({ length: 5000 }, (_, index) => `column number ${index}`);
    const row = header.map((_, index) => `v${index}`);
    const other = row.with(4321, 'other');
    const { breaks, summary } = await reconcileTexts(
      `${header.join(',')}\n${row.join(',')}\n`,
      `${header.join(',')}\n${other.join(',')}\n`,
      { key: ['column number 0'] },
    );
    expect(summary.counts).toMatchObject({ discrepancies: 1, differing_cells: 1 });
    expect(breaks[0]?.differences).toMatchObject([{ column: 'column number 4321', source: 'v4321', target: 'other' }]);
  });
});

describe('a run on files that attack', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hostile-'));
    await mkdir(join(folder, 'out'));
    await writeFile(join(folder, 'target'), 'id,a\n1,x\n');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const start = async (source: Buffer | string, displayName = 'source.csv') => {
    await writeFile(join(folder, 'source'), source);
    return run({
      source: { path: join(folder, 'source'), displayName },
      target: { path: join(folder, 'target'), displayName: 'target.csv' },
      workDir: join(folder, 'work'),
      outDir: join(folder, 'out'),
      threads: 1,
      key: ['id'],
    });
  };

  it('stops at a compressed bomb, leaves no answer and nothing of its work behind', async () => {
    const bomb = gzipSync(Buffer.alloc(120 * 1024 * 1024, '1,x\n'));
    await expect(start(bomb)).rejects.toMatchObject({ code: 'RECON_FILE_UNPACKS_TOO_LARGE' });
    expect(await readdir(join(folder, 'work'))).toEqual([]);
    expect(await readdir(join(folder, 'out'))).toEqual([]);
  });

  it.each(['bank[1].csv', '../../etc/passwd', "'; drop table source; --.csv", 'k=5/x.csv', '*.csv'])(
    'shows the name %s, and opens no other file for it',
    async (name) => {
      await writeFile(join(folder, 'bank1.csv'), 'id,a\n2,wrong\n');
      const { summary } = await start('id,a\n1,x\n', name);
      expect(summary.files.source.name).toBe(name);
      expect(summary).toMatchObject({ verdict: 'agree', counts: { agreeing: 1 } });
    },
  );
});
