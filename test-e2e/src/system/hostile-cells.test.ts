import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { type Report, result, submit } from '../support/client.ts';
import { parseCsv } from '../support/csv.ts';
import { readPage } from '../support/html.ts';
import { mailAbout, textOf } from '../support/mail.ts';
import { reconcyl } from '../support/reconcyl.ts';
import { systemOfTests } from '../support/system.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { testTimeoutMs } from '../support/until.ts';

vi.setConfig({ testTimeout: testTimeoutMs, hookTimeout: testTimeoutMs });

/** Cells that mean harm to a browser, a spreadsheet, a database or a template engine. To a reconciliation they are text. */
const cells = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '</style><svg onload=alert(1)>',
  '&lt;b&gt;',
  '=HYPERLINK("http://evil.example","click")',
  '+1+1',
  '-2+3',
  '@SUM(A1)',
  '\uff1d1+1',
  '\t=1+1',
  '=cmd|"/C calc"!A0',
  "'; drop table records; --",
  '$' + '{7*7} {{7*7}} %s',
  'a\0b',
  'abc\u202egpj.exe',
];
/** Their names are hostile, too; the last is numeric, so that it has control totals. */
const columns = ['id', '=1+1', '<b onclick=alert(1)>amount</b>'];
const numbers = ['-12.50', '+7', '-3'];

const quote = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
const table = (rows: readonly (readonly string[])[]) =>
  `${[columns, ...rows].map((row) => row.map(quote)).join('\n')}\n`;
const amount = (at: number) => numbers[at % numbers.length] ?? '0';
// Every cell stands in a record that is missing at the target, in one that differs, and as the key of both.
const source = table(
  cells.flatMap((cell, at) => [
    [`missing ${at} ${cell}`, cell, amount(at)],
    [`${cell} differs ${at}`, cell, amount(at)],
  ]),
);
const target = table(cells.map((cell, at) => [`${cell} differs ${at}`, `other ${cell}`, amount(at)]));
const harmless = table([
  ['1', 'a', '1.5'],
  ['2', 'b', '2.5'],
]);
const harmlessTarget = table([
  ['1', 'x', '1.5'],
  ['3', 'b', '2.5'],
]);

type Reports = Readonly<Record<'json' | 'csv' | 'html', string>>;
const system = systemOfTests();

async function overHttp(files: { source: string; target: string }): Promise<Reports> {
  const id = await submit(system().url, { ...files, fields: { key: 'id' } });
  const [json, csv, html] = await Promise.all(
    ['json', 'csv', 'html'].map((format) => result(system().url, id, format)),
  );
  return { json: json?.text ?? '', csv: csv?.text ?? '', html: html?.text ?? '' };
}

async function fromCommandLine(files: { source: string; target: string }): Promise<Reports> {
  const { path: cwd, remove } = await temporaryFolder();
  await writeFile(join(cwd, 's.csv'), files.source);
  await writeFile(join(cwd, 't.csv'), files.target);
  const run = async (format: string) =>
    (await reconcyl(['run', 's.csv', 't.csv', '--key', 'id', '--report', format, '-q'], { cwd })).stdout;
  const reports = { json: await run('json'), csv: await run('csv'), html: await run('html') };
  await remove();
  return reports;
}

describe.each([
  ['over HTTP', overHttp],
  ['from the command line', fromCommandLine],
])('reports about hostile cells, made %s', (_, make) => {
  let reports: Reports;
  beforeAll(async () => {
    reports = await make({ source, target });
  });

  it('hold every cell unchanged in JSON', () => {
    const found = JSON.parse(reports.json) as Report;
    expect(found.missing_in_target.map((row) => row['=1+1'])).toEqual(cells);
    expect(found.discrepancies.map(({ source: row }) => row['=1+1'])).toEqual(cells);
    expect(found.discrepancies.map(({ target: row }) => row['=1+1'])).toEqual(cells.map((cell) => `other ${cell}`));
  });

  it('hold no CSV cell that a spreadsheet would run, headers included, and leave numbers numbers', () => {
    const written = parseCsv(reports.csv).flat();
    const runs = written.filter((cell) => /^[\s\0]*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(cell));
    expect(runs.filter((cell) => !/^[+-]?\d+(\.\d+)?$/.test(cell))).toEqual([]);
    expect(written).toEqual(
      expect.arrayContaining([...numbers, "'=1+1", "'+1+1", "'@SUM(A1)", '<script>alert(1)</script>']),
    );
  });

  it('hold no HTML element or attribute that a cell brought, and show the cells as text', async () => {
    const ordinary = readPage((await make({ source: harmless, target: harmlessTarget })).html);
    const page = readPage(reports.html);
    const names = new Set(page.elements.map(({ name }) => name));
    // What marks an invisible character may come on top of what a harmless report has.
    const known = new Set([...ordinary.elements.map(({ name }) => name), 'span', 'mark', 'abbr', 'bdi', 'ul', 'li']);
    expect([...names].filter((name) => !known.has(name))).toEqual([]);
    for (const name of ['script', 'img', 'iframe']) expect(names).not.toContain(name);
    const attributes = page.elements.flatMap((element) => element.attributes);
    expect(attributes.filter((name) => name.startsWith('on') || name === 'src')).toEqual([]);
    for (const cell of cells.filter((one) => !/[\0\t\u202e]/.test(one))) expect(page.text).toContain(cell);
  });

  it('show control and bidirectional characters of cells as marks in HTML', () => {
    expect(reports.html).not.toMatch(/[\0\u202e]/);
    expect(reports.html).not.toMatch(/&#(0|x0|8238|x202e);/i);
  });
});

describe('the mail about hostile cells', () => {
  it('holds no element that a column name or a file name brought', async () => {
    const name = '<img src=x onerror=alert(1)>.csv';
    const fields = { key: 'id', email: 'ada@example.com' };
    const files = { source: { name, content: source }, target: { name: '=1+1.csv', content: target } };
    const id = await submit(system().url, { ...files, fields });
    const html = textOf(await mailAbout(system().mailFolder, id), 'text/html');
    const page = readPage(html);
    expect(page.text).toContain('<b onclick=alert(1)>amount</b>');
    expect(page.elements.flatMap(({ attributes }) => attributes).filter((one) => one.startsWith('on'))).toEqual([]);
    expect(page.elements.filter((element) => ['script', 'img'].includes(element.name))).toEqual([]);
  });
});
