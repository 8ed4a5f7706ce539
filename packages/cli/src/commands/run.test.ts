import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { main } from '../main.ts';
import { fakeIo } from '../testing/fake-io.ts';

const examples = join(import.meta.dirname, '../../../../examples');
const sourceText = 'id,amount,name\n1,10.00,Ann\n2,20.00,Bob\n3,30.00,Cid\n4,40.00,Dee\n';
const targetText = 'id,amount,name\n1,10.0,ann\n2,21.00,Bob\n4,40.00,Dee\n5,50.00,Eve\n';

let folder: string;
let source: string;
let target: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reconcyl-test-'));
  source = await write('source.csv', sourceText);
  target = await write('target.csv', targetText);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function run(...argv: string[]) {
  const io = fakeIo();
  const code = await main(['run', ...argv], io);
  return { code, stdout: io.stdoutText(), stderr: io.stderrText() };
}

describe('reconcyl run', () => {
  it('gives 1 and tells counts, proof, causes and key on stderr when there are breaks', async () => {
    const { code, stdout, stderr } = await run(source, target, '--key', 'id');
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/with discrepancies +1 +1 +1 cell/);
    expect(stderr).toMatch(/missing on the other side +1 +1/);
    expect(stderr).toMatch(/amount +100\.00 +121\.00 +-21\.00/);
    expect(stderr).toMatch(/Key {2}id \(given\)/);
  });

  it('breaks lines between words on a narrow terminal, and puts totals below each other', async () => {
    const io = fakeIo({ isTTY: true, env: { NO_COLOR: '1' } });
    Object.assign(io.stderr, { columns: 60 });
    await main(['run', source, target, '--key', 'id'], io);
    const lines = stripVTControlCharacters(io.stderrText()).split('\n');
    expect(lines.filter((line) => line.length > 60)).toEqual([]);
    const totals = lines.slice(lines.indexOf('Control totals'));
    expect(totals.slice(1, 5)).toEqual([
      '  amount',
      expect.stringMatching(/^ {4}source +100\.00$/),
      expect.stringMatching(/^ {4}target +121\.00$/),
      expect.stringMatching(/^ {4}difference +-21\.00$/),
    ]);
  });

  it('gives 0 when the files agree', async () => {
    const { code } = await run(source, await write('same.csv', sourceText.replaceAll('.00', '')), '--key', 'id', '-q');
    expect(code).toBe(0);
  });

  it('says which key it inferred, and why', async () => {
    const { stderr } = await run(source, target);
    expect(stderr).toMatch(/Key {2}id \(inferred\)\n {2}distinct in 100 % of the source/);
  });

  it('prints the summary alone on stdout with --json', async () => {
    const { stdout } = await run(source, target, '--key', 'id', '--json', '--quiet');
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: 'breaks',
      counts: {
        source_rows: 4,
        target_rows: 4,
        agreeing: 2,
        discrepancies: 1,
        missing_in_target: 1,
        missing_in_source: 1,
      },
      key: { columns: ['id'], inferred: false },
    });
  });

  it('prints one report on stdout', async () => {
    const json = await run(source, target, '--key', 'id', '--report', 'json', '-q');
    expect(JSON.parse(json.stdout).missing_in_source).toEqual([{ id: '5', amount: '50.00', name: 'Eve' }]);
    expect(json.stderr).toBe('');
    const csv = await run(source, target, '--key', 'id', '--report', 'csv', '-q');
    expect(csv.stdout).toMatch(/^Missing in Target\r\nid,amount,name\b.*\r\n3,30\.00,Cid\b/);
  });

  it('writes several reports into --out, and makes the folder', async () => {
    const out = join(folder, 'a', 'b');
    const { code, stdout, stderr } = await run(
      source,
      target,
      '--key',
      'id',
      '--report',
      'json',
      'csv',
      'html',
      'parquet',
      '--out',
      out,
    );
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect((await readdir(out)).sort()).toEqual([
      ...['csv', 'html', 'json', 'parquet'].map((e) => `reconciliation_report.${e}`),
      'result',
    ]);
    expect(await readdir(join(out, 'result'))).toEqual(expect.arrayContaining(['summary.json', 'breaks.parquet']));
    expect((await readFile(join(out, 'reconciliation_report.parquet'))).subarray(0, 4).toString()).toBe('PAR1');
    expect(stderr).toContain(join(out, 'reconciliation_report.html'));
  });

  it('tells what is new since the result of an earlier --out, also of the same folder', async () => {
    const out = join(folder, 'out');
    expect((await run(source, target, '--key', 'id', '--out', out, '-q')).code).toBe(1);
    const changed = await write('later.csv', targetText.replace('2,21.00', '2,20.00').replace('4,40.00', '4,44.00'));
    const { stderr } = await run(source, changed, '--key', 'id', '--out', out, '--previous', out);
    expect(stderr).toContain('Since the previous run: 1 new, 2 persisting, 1 cleared\n');
    const report = JSON.parse(await readFile(join(out, 'reconciliation_report.json'), 'utf8'));
    expect(report.resolved).toEqual([
      { key: { id: '2' }, column: 'amount', kind: 'discrepancy', age: 1, how: 'resolved' },
    ]);
    expect(report.discrepancies[0]?.history).toEqual({ status: 'new', age: 1, changed: false });
    expect(report.missing_in_target_details[0]?.history).toEqual({ status: 'persisting', age: 2, changed: false });
  });

  it('refuses a --previous that holds no result', async () => {
    const { code, stderr } = await run(source, target, '--key', 'id', '--previous', folder);
    expect([code, stderr]).toEqual([2, expect.stringContaining('--previous is no folder of an earlier --out')]);
  });

  it('cuts listings by --max-breaks, and never counts', async () => {
    const { stdout } = await run(source, target, '--key', 'id', '--report', 'json', '--max-breaks', '0', '-q');
    const report = JSON.parse(stdout);
    expect(report.missing_in_target).toEqual([]);
    expect(report.discrepancies).toEqual([]);
    expect(report.summary.counts).toMatchObject({ missing_in_target: 1, discrepancies: 1 });
  });

  it.each([
    ['any', 1],
    ['missing', 1],
    ['discrepancies', 0],
    ['none', 0],
  ])('gives the exit code that --fail-on %s asks for', async (failOn, expected) => {
    const shorter = await write('shorter.csv', sourceText.replace('4,40.00,Dee\n', ''));
    expect((await run(source, shorter, '--key', 'id', '--fail-on', failOn, '-q')).code).toBe(expected);
  });

  it('reads one side from standard input', async () => {
    const io = fakeIo({ stdin: targetText });
    expect(await main(['run', source, '-', '--key', 'id', '--json', '-q'], io)).toBe(1);
    expect(JSON.parse(io.stdoutText()).files.target.name).toBe('standard input');
  });

  it('reads the file of exactly this name, whatever a pattern would make of it', async () => {
    await write('bank1.csv', 'id,amount,name\n9,9,Wrong\n');
    const { code } = await run(source, await write('bank[1].csv', sourceText), '--key', 'id', '-q');
    expect(code).toBe(0);
  });

  it('does not touch the files', async () => {
    await run(source, target, '--report', 'html', '-q');
    expect(await readFile(source, 'utf8')).toBe(sourceText);
    expect(await readFile(target, 'utf8')).toBe(targetText);
  });
});

describe('reconcyl run with the examples', () => {
  it('finds exactly what was planted in the bank statement', async () => {
    const example = join(examples, 'bank-statement');
    const planted = JSON.parse(await readFile(join(example, 'expected.json'), 'utf8'));
    const files = [
      join(example, 'ledger.csv'),
      join(example, 'statement.csv'),
      '--ruleset',
      join(example, 'ruleset.yaml'),
    ];
    const { code, stdout } = await run(...files, '--report', 'json', '-q');
    const report = JSON.parse(stdout);
    expect(code).toBe(1);
    expect(report.summary.counts).toMatchObject(planted.counts);
    expect(report.summary.control_totals).toMatchObject(planted.control_totals);
    expect(Object.fromEntries(report.summary.causes.map(({ cause, cells }: never) => [cause, cells]))).toEqual(
      planted.causes,
    );
    expect(report.summary.files.source.lines.total).toBe(planted.lines.source);
    expect(report.summary.files.target.lines).toMatchObject({ total: planted.lines.target, preamble: 5, rejected: 1 });
    const missing = (rows: Record<string, string>[], details: MissingDetails[], key: string) =>
      rows
        .map((row, index) => {
          const { line, reason } = details[index] ?? {};
          return { key: row[key], line, ...(reason === undefined ? {} : { reason }) };
        })
        .sort(byKey);
    expect(missing(report.missing_in_target, report.missing_in_target_details, 'document_no')).toEqual(
      planted.missing_in_target
        .map(({ key, source_line: line, reason }: Planted) => ({ key, line, ...(reason && { reason }) }))
        .sort(byKey),
    );
    // The references that were planted with a typo are suggested to be what they were.
    expect(report.missing_in_target_details.map(({ near_miss }: MissingDetails) => near_miss?.why)).toContain('key');
    const found = missing(report.missing_in_source, report.missing_in_source_details, 'Referenz');
    const expected: Planted[] = planted.missing_in_source.toSorted(byKey);
    expect(found.map(({ key }) => key)).toEqual(expected.map(({ key }) => key));
    found.forEach((row, index) => {
      const { target_line: line, target_line_one_of: oneOf = [line], reason } = expected[index] ?? {};
      expect(oneOf).toContain(row.line);
      expect(row.reason).toBe(reason);
    });
    const differences = report.discrepancies.map((each: Discrepancy) => [
      each.source.document_no,
      each.source_line,
      each.target_line,
      ...each.differences.flatMap(({ column, cause }) => [column, cause]),
    ]);
    expect(differences).toEqual(
      planted.discrepancies.map((each: Planted) => [
        each.key,
        each.source_line,
        each.target_line,
        each.column,
        each.cause,
      ]),
    );
  });

  it.each([
    ['by_name', ['--key', 'ISO3166-1-Alpha-3']],
    ['by_ruleset', ['--ruleset', join(examples, 'country-codes', 'ruleset-2013.yaml')]],
  ] as const)('counts the country codes %s as Python does', async (name, options) => {
    const example = join(examples, 'country-codes');
    const expected = JSON.parse(await readFile(join(example, 'expected.json'), 'utf8'))[name];
    const { stdout } = await run(
      join(example, expected.source),
      join(example, expected.target),
      ...options,
      '--json',
      '-q',
    );
    const summary = JSON.parse(stdout);
    expect(summary.counts).toMatchObject(expected.counts);
    const columns: { name: string; differing: number; normalised: number }[] = summary.columns;
    expect(columns).toHaveLength(expected.compared_columns);
    const differing = columns.filter((column) => column.differing > 0).map((column) => [column.name, column.differing]);
    expect(Object.fromEntries(differing)).toEqual(expected.differing_cells_by_column);
    expect(columns.reduce((sum, column) => sum + column.normalised, 0)).toBe(expected.agree_only_after_normalising);
  });
});

describe('reconcyl run with bad input', () => {
  const refused = async (code: string, ...argv: string[]) => {
    const result = await run(...argv);
    expect(result.code, result.stderr).toBe(2);
    expect(result.stdout).toBe('');
    expect(result.stderr).toContain(`error ${code}: `);
    expect(result.stderr).not.toMatch(/\n\s+at /);
    return result.stderr;
  };

  it('refuses a missing argument, an unknown option and reports that have no place', async () => {
    await refused('RECON_USAGE', source);
    await refused('RECON_USAGE', source, target, '--nonsense');
    await refused('RECON_USAGE', source, target, '--report', 'json', '--report', 'csv');
    await refused('RECON_USAGE', source, target, '--report', 'json', '--json');
    await refused('RECON_USAGE', '-', '-');
    await refused('RECON_USAGE', source, target, '--out', source);
  });

  it('refuses a file that is not there, a folder, and a name that no file can have', async () => {
    await refused('RECON_FILE_NOT_READABLE', join(folder, 'absent.csv'), target);
    await refused('RECON_FILE_NOT_READABLE', source, folder);
    await refused('RECON_FILE_NOT_READABLE', source, join(folder, 'x'.repeat(300)));
    await refused('RECON_FILE_NOT_READABLE', source, join(folder, '..', 'absent', '..', 'x.csv'));
  });

  it('refuses an empty file and one that is not text', async () => {
    await refused('RECON_FILE_EMPTY', source, await write('empty.csv', ''));
    await refused('RECON_FILE_BINARY', source, await write('book.xlsx', Buffer.from('504b0304140006000800', 'hex')));
  });

  it('takes a header without rows: all of the other side is missing', async () => {
    const { code, stdout } = await run(
      source,
      await write('header.csv', 'id,amount,name\n'),
      '--key',
      'id',
      '--json',
      '-q',
    );
    expect(code).toBe(1);
    expect(JSON.parse(stdout).counts).toMatchObject({ target_rows: 0, missing_in_target: 4, missing_in_source: 0 });
  });

  it('refuses files without a common column, and a key that does not exist', async () => {
    await refused('RECON_NO_SHARED_COLUMNS', source, await write('other.csv', 'x,y\n1,2\n'));
    expect(await refused('RECON_KEY_COLUMN_UNKNOWN', source, target, '--key', 'idd')).toContain('idd');
  });

  it('tells every problem of a ruleset with its path', async () => {
    const ruleset = await write('wrong.yaml', 'columns:\n  amount: { kind: money }\nmax_rejects: many\n');
    const stderr = await refused('RECON_RULESET_INVALID', source, target, '--ruleset', ruleset);
    expect(stderr).toContain('columns.amount.kind: ');
    expect(stderr).toContain('max_rejects: ');
    await refused('RECON_FILE_NOT_READABLE', source, target, '--ruleset', join(folder, 'absent.yaml'));
  });

  it('keeps ragged rows and an unclosed quote as rejects, and goes on', async () => {
    const rows = Array.from({ length: 100 }, (_, index) => `${index + 10},1.00,N${index}\n`).join('');
    const good = await write('good.csv', sourceText + rows);
    const bad = await write('bad.csv', `${sourceText}${rows}7,1\n8,1.00,"open\n`);
    const { code, stdout } = await run(good, bad, '--key', 'id', '--report', 'json', '-q');
    expect(code).toBe(1);
    const report = JSON.parse(stdout);
    expect(report.rejects.map(({ line, reason }: { line: number; reason: string }) => [line, reason])).toEqual([
      [106, 'too_few_fields'],
      [107, 'unclosed_quote'],
    ]);
    expect(report.summary.counts).toMatchObject({ agreeing: 104, rejected_in_target: 2 });
  });

  it('refuses a file that is mostly no table', async () => {
    const ragged = `id,amount,name\n${'1\n2,3\n4,5,6,7\n'.repeat(20)}`;
    await refused('RECON_TOO_MANY_REJECTS', source, await write('ragged.csv', ragged), '--key', 'id');
  });

  it('reads 1 MB in one cell', async () => {
    const big = await write('big.csv', `id,text\n1,${'x'.repeat(1_000_000)}\n2,b\n`);
    const other = await write('other.csv', `id,text\n1,${'x'.repeat(999_999)}y\n2,b\n`);
    expect((await run(big, big, '--key', 'id', '-q')).code).toBe(0);
    const { stdout } = await run(big, other, '--key', 'id', '--json', '-q');
    expect(JSON.parse(stdout).counts).toMatchObject({ agreeing: 1, discrepancies: 1 });
  });

  // Every column is inspected by itself, which takes a while for so many.
  it('reads 5,000 columns', async () => {
    const names = Array.from({ length: 5000 }, (_, index) => `c${index}`);
    const wide = (last: string) =>
      `${names.join(',')}\n${names.map((_, index) => index).join(',')}\n1${',x'.repeat(4998)},${last}\n`;
    const result = await run(
      await write('wide1.csv', wide('p')),
      await write('wide2.csv', wide('q')),
      '--key',
      'c0',
      '--json',
      '-q',
    );
    expect([result.code, result.stderr]).toEqual([1, '']);
    expect(JSON.parse(result.stdout).counts).toMatchObject({ source_rows: 2, agreeing: 1, differing_cells: 1 });
  }, 300_000);

  it('carries dangerous cells through as they are, and makes them harmless where they would run', async () => {
    const cells = ['<script>alert(1)</script>', '"=HYPERLINK(""x"")"', "'; drop table source", 'a\0b'];
    const bad = await write('cells.csv', `id,text\n${cells.map((cell, index) => `${index},${cell}\n`).join('')}`);
    const good = await write('other.csv', 'id,text\n0,a\n1,b\n2,c\n3,d\n');
    const json = JSON.parse((await run(bad, good, '--key', 'id', '--report', 'json', '-q')).stdout);
    expect(json.discrepancies.map((each: Discrepancy) => each.source.text)).toEqual([
      '<script>alert(1)</script>',
      '=HYPERLINK("x")',
      "'; drop table source",
      'a\0b',
    ]);
    expect((await run(bad, good, '--key', 'id', '--report', 'html', '-q')).stdout).not.toContain('<script>alert');
    expect((await run(bad, good, '--key', 'id', '--report', 'csv', '-q')).stdout).toContain("'=HYPERLINK");
  });

  it('leaves no report when the folder cannot be written', async () => {
    await mkdir(join(folder, 'out'));
    await writeFile(join(folder, 'out', 'file'), '');
    await refused('RECON_USAGE', source, target, '--report', 'json', '--out', join(folder, 'out', 'file', 'below'));
    expect((await stat(join(folder, 'out'))).isDirectory()).toBe(true);
    expect(await readdir(join(folder, 'out'))).toEqual(['file']);
  });
});

interface MissingDetails {
  line?: number;
  reason?: string;
  near_miss?: { why: string };
}

interface Planted {
  key: string;
  source_line?: number;
  target_line?: number;
  target_line_one_of?: number[];
  reason?: string;
  column?: string;
  cause?: string;
}

interface Discrepancy {
  source: Record<string, string>;
  source_line: number;
  target_line: number;
  differences: { column: string; cause: string }[];
}

const byKey = (a: { key?: string | undefined }, b: { key?: string | undefined }) =>
  (a.key ?? '') < (b.key ?? '') ? -1 : 1;
