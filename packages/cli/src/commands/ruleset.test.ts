import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { main } from '../main.ts';
import { fakeIo } from '../testing/fake-io.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reconcyl-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function reconcyl(...argv: string[]) {
  const io = fakeIo();
  const code = await main(argv, io);
  return { code, stdout: io.stdoutText(), stderr: io.stderrText() };
}

describe('reconcyl ruleset check', () => {
  it('gives 0 for a ruleset that can be used', async () => {
    const { code, stdout } = await reconcyl('ruleset', 'check', await write('r.yaml', 'key: id'));
    expect(code).toBe(0);
    expect(stdout).toContain('can be used; its names were not held against any files');
  });

  it('tells all mistakes of shape, rules and names at once, and gives 2', async () => {
    const ruleset = await write('r.yaml', 'kee: id\ncolumns: { ammount: { round: 99 } }\nkey: [id, id]');
    const files = [await write('a.csv', 'id,amount\n1,2\n'), await write('b.csv', 'id,amount\n1,2\n')];
    const { code, stdout, stderr } = await reconcyl('ruleset', 'check', ruleset, ...files);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('RECON_RULESET_INVALID');
    expect(stderr).toContain('kee: unknown member; did you mean `key`?');
    expect(stderr).toContain('columns.ammount.round: ');
    expect(stderr).toContain('columns.ammount: unknown column `ammount`; did you mean `amount`?');
    expect(stderr).toContain('key[1]: `id` is in the key already');
  });

  it('wants both files or none', async () => {
    const { code, stderr } = await reconcyl('ruleset', 'check', await write('r.yaml', ''), await write('a.csv', 'a\n'));
    expect(code).toBe(2);
    expect(stderr).toContain('Give both files, or none.');
  });

  it('tells the same in the one round of a run', async () => {
    const ruleset = await write('r.yaml', 'kee: id\nkey: idd');
    const files = [await write('a.csv', 'id,n\n1,2\n'), await write('b.csv', 'id,n\n1,2\n')];
    const { code, stderr } = await reconcyl('run', ...files, '--ruleset', ruleset);
    expect(code).toBe(2);
    expect(stderr).toContain('kee: unknown member');
    expect(stderr).toContain('key[0]: unknown column `idd` in the source file; did you mean `id`?');
  });
});

const example = (name: string) => join(import.meta.dirname, '../../../../examples', name);
const rows = (make: (n: number) => string, count = 40) => Array.from({ length: count }, (_, n) => make(n)).join('\n');
const day = (n: number) => String((n % 28) + 1).padStart(2, '0');

/** Pairs whose reading, kinds and key all have to be inferred. */
const pairs: Record<string, () => Promise<[source: string, target: string, ruleset?: string]>> = {
  'the bank statement': async () => [
    ...(['bank-statement/ledger.csv', 'bank-statement/statement.csv'].map(example) as [string, string]),
    example('bank-statement/ruleset.yaml'),
  ],
  'the country codes': async () => [example('country-codes/2025-06-01.csv'), example('country-codes/2026-05-15.csv')],
  'other dialects, encodings and formats': async () => [
    await write(
      'a.csv',
      `Beleg;Datum;Betrag;Text\r\n${rows((n) => `B${n};${day(n)}.04.2026;1.234,5${n % 10};Käufer ${n}`)}\r\n`,
    ),
    await write(
      'b.csv',
      Buffer.from(
        `Export\tof\tbank\n\nbeleg\tdatum\tbetrag\ttext\n${rows((n) => `B${n}\t2026-04-${day(n + (n % 7 === 0 ? 1 : 0))}\t1234.5${n % 9}\tK\u00e4ufer ${n}`)}\n`,
        'latin1',
      ),
    ),
  ],
  'no header, quotes and a byte-order mark': async () => [
    await write('a.csv', `\ufeff${rows((n) => `${1000 + n},'x, ${n}',${n}.50,2026-01-${day(n)}`)}\n`),
    await write('b.csv', `${rows((n) => `${1000 + n},"x, ${n % 10}",${n}.5,2026-01-${day(n)}`)}\n`),
  ],
  'a key of two columns, columns of one side, words of every kind': async () => [
    await write(
      'a.csv',
      `from,to,amount,y,"true",only a\n${rows((n) => `${n % 8},${Math.floor(n / 8)},${n}.25,n,yes # ${n},1`)}\n`,
    ),
    await write(
      'b.csv',
      `sep=;\nto;from;amount;y;true;only: b\n${rows((n) => `${Math.floor(n / 8)};${n % 8};${n}.${n % 5 === 0 ? 26 : 25};n;yes # ${n};2`)}\n`,
    ),
  ],
  'names that could be taken for something else': async () => {
    const names = [
      'id',
      'a: b',
      '"q""uote"',
      '# c',
      'yes',
      '1e3',
      '- x',
      '{ü}',
      '"new\nline"',
      '__proto__',
      '<<',
      'null',
    ];
    const text = (last: string) =>
      `${names.join(',')}\n${rows((n) => `K${n},${names.slice(2).map((_, at) => `${at}-${n % 5}`)},${n === 7 ? last : n}`)}\n`;
    return [await write('a.csv', text('7')), await write('b.csv', text('8'))];
  },
  'rows that nothing identifies': async () => [
    await write('a.csv', `colour,size\n${rows((n) => `${['red', 'blue'][n % 2]},${n % 3}`)}\n`),
    await write('b.csv', `colour,size\n${rows((n) => `${['red', 'blue'][n % 2]},${n % 4}`)}\n`),
  ],
};

describe('reconcyl inspect', () => {
  it('says where rows would be matched whole', async () => {
    const [source, target] = (await pairs['rows that nothing identifies']?.()) ?? ['', ''];
    const { stdout } = await reconcyl('inspect', source, target);
    expect(stdout).toContain('key  none: records would be matched whole\n');
  });
});

describe('reconcyl inspect --write-ruleset', () => {
  it.each(Object.keys(pairs))('writes a ruleset that gives the same answer: %s', async (name) => {
    const [source, target, rules] = (await pairs[name]?.()) ?? ['', ''];
    const given = rules === undefined ? [] : ['--ruleset', rules];
    const ruleset = join(folder, 'written.yaml');
    const inspected = await reconcyl('inspect', source, target, ...given, '--write-ruleset', ruleset);
    expect([inspected.code, inspected.stderr]).toEqual([0, expect.stringContaining(ruleset)]);
    expect(await reconcyl('ruleset', 'check', ruleset, source, target)).toMatchObject({ code: 0, stderr: '' });

    const inferred = await reconcyl('run', source, target, ...given, '--report', 'json', '-q');
    const ruled = await reconcyl('run', source, target, '--ruleset', ruleset, '--report', 'json', '-q');
    expect(ruled.code).toBe(inferred.code);
    expect(withoutInference(ruled.stdout)).toEqual(withoutInference(inferred.stdout));
    // What a ruleset cannot name is inferred again.
    if (!name.startsWith('rows that') && !name.startsWith('names that')) {
      expect(JSON.parse(ruled.stdout).summary.key.inferred).toBe(false);
      expect(JSON.parse(ruled.stdout).summary.columns.some((column: { inferred: boolean }) => column.inferred)).toBe(
        false,
      );
    }
  });

  it('says the evidence in comments, and where editors find the schema', async () => {
    const [source, target] = (await pairs['other dialects, encodings and formats']?.()) ?? ['', ''];
    const { code, stdout } = await reconcyl('inspect', source, target, '--write-ruleset', '-');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^# yaml-language-server: \$schema=http:.*\/api\/v1\/ruleset\.schema\.json\n/);
    expect(stdout).toMatch(/# Inferred Beleg: distinct in 100 % of the source/);
    expect(stdout).toContain('format: { source: dd.MM.yyyy, target: yyyy-MM-dd }');
    expect(stdout).toMatch(/^target:\n {2}encoding: windows-1252\n {2}delimiter: tab\n/m);
  });

  it('takes over what a given ruleset says', async () => {
    const files = [
      await write('a.csv', 'id,v,w\n1,2.00,x\n2,3.00,y\n'),
      await write('b.csv', 'id,v,w\n1,2.01,z\n2,3.00,y\n'),
    ];
    const given = await write(
      'r.yaml',
      'name: mine\nignore: [w]\ncolumns: { v: { tolerance: { absolute: 0.10 }, nulls: ["-"] } }\nduplicates: report',
    );
    const { stdout } = await reconcyl('inspect', ...files, '--ruleset', given, '--key', 'id', '--write-ruleset', '-');
    const written = await write('w.yaml', stdout);
    expect(stdout).toContain('tolerance: { absolute: "0.10" }');
    const ruled = await reconcyl('run', ...files, '--ruleset', written, '--json', '-q');
    expect(ruled.code).toBe(0);
    expect(JSON.parse(ruled.stdout)).toMatchObject({ not_compared: { ignored: ['w'] }, ruleset: { name: 'mine' } });
  });

  it('never overwrites a file, and needs both files', async () => {
    const a = await write('a.csv', 'id,v\n1,2\n');
    const there = await write('r.yaml', 'key: id');
    const refused = await reconcyl('inspect', a, a, '--write-ruleset', there);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('there already')]);
    expect(await readFile(there, 'utf8')).toBe('key: id');
    expect((await reconcyl('inspect', a, '--write-ruleset', join(folder, 'x.yaml'))).code).toBe(2);
  });
});

/** A report without what says how it was come by. */
function withoutInference(text: string): unknown {
  const { summary, ...report } = JSON.parse(text);
  const { ruleset, sentence, warnings, key, files, columns, ...answer } = summary;
  return {
    ...report,
    summary: {
      ...answer,
      key: { columns: key.columns, whole_row: key.whole_row },
      columns: columns.map(({ inferred, ...column }: { inferred: boolean }) => column),
      files: [files.source, files.target].map(({ encoding, ...file }) => ({ ...file, encoding: encoding.label })),
    },
  };
}
