import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { type Report, report, submit } from '../support/client.ts';
import { reconcyl, root } from '../support/reconcyl.ts';
import { systemOfTests } from '../support/system.ts';
import { testTimeoutMs } from '../support/until.ts';

vi.setConfig({ testTimeout: testTimeoutMs, hookTimeout: testTimeoutMs });

/** The examples against figures that were worked out without the engine (see the README of each). */

async function run(folder: string, source: string, target: string, options: readonly string[]): Promise<Report> {
  const args = ['run', source, target, ...options, '--report', 'json', '--quiet'];
  const { code, stdout, stderr } = await reconcyl(args, { cwd: join(root, 'examples', folder) });
  expect(stderr).toBe('');
  expect(code).toBe(1);
  return JSON.parse(stdout) as Report;
}

interface PlantedBreak {
  readonly key: string;
  readonly source_line?: number;
  readonly target_line?: number;
  readonly target_line_one_of?: readonly number[];
  readonly column?: string;
  readonly cause?: string;
  readonly reason?: string;
}
interface BankStatement {
  readonly counts: Readonly<Record<string, number>>;
  readonly causes: Readonly<Record<string, number>>;
  readonly forgiven: Readonly<Record<string, number>>;
  readonly normalised: Readonly<Record<string, number>>;
  readonly control_totals: readonly Readonly<Record<string, string>>[];
  readonly lines: Readonly<Record<string, number>>;
  readonly missing_in_target: readonly PlantedBreak[];
  readonly missing_in_source: readonly PlantedBreak[];
  readonly discrepancies: readonly PlantedBreak[];
}
const bank = expected<BankStatement>('bank-statement');

async function throughTheSystem(): Promise<Report> {
  const { url } = system();
  const content = (name: string) => readFile(join(root, 'examples/bank-statement', name));
  const id = await submit(url, {
    source: { name: 'ledger.csv', content: new Uint8Array(await content('ledger.csv')) },
    target: { name: 'statement.csv', content: new Uint8Array(await content('statement.csv')) },
    fields: { ruleset: (await content('ruleset.yaml')).toString() },
  });
  return report(url, id);
}

const system = systemOfTests();

describe.each([
  ['from the command line', () => run('bank-statement', 'ledger.csv', 'statement.csv', ['--ruleset', 'ruleset.yaml'])],
  ['through the system', throughTheSystem],
])('the bank statement, %s', (_, make) => {
  let found: Report;
  beforeAll(async () => {
    found = await make();
  });

  it('has the counts that were planted', () => {
    expect(found.summary.counts).toMatchObject(bank.counts);
    const columns = found.summary.columns;
    for (const [name, cells] of Object.entries(bank.forgiven)) expect(column(columns, name).forgiven).toBe(cells);
    for (const [name, cells] of Object.entries(bank.normalised)) expect(column(columns, name).normalised).toBe(cells);
  });

  it('has the causes that were planted', () => {
    const causes = Object.fromEntries(found.summary.causes.map(({ cause, cells }) => [cause, cells]));
    expect(causes).toEqual(bank.causes);
  });

  it('has the control totals that were added up while planting', () => {
    expect(found.summary.control_totals.map(amounts)).toMatchObject(bank.control_totals.map(amounts));
  });

  it('lists every planted break with its line', () => {
    const shown = found.missing_in_target.map((row, at) => ({
      key: row.document_no,
      ...found.missing_in_target_details[at],
    }));
    expect(shown).toMatchObject(
      bank.missing_in_target.map(({ key, source_line, reason }) => ({
        key,
        line: source_line,
        ...(reason && { reason }),
      })),
    );
    expect(found.discrepancies).toMatchObject(
      bank.discrepancies.map(({ key, source_line, target_line, column: name, cause }) => ({
        source: { document_no: key },
        source_line,
        target_line,
        differences: [{ column: name, cause }],
      })),
    );
  });

  it('lists what the ledger does not have by target line', () => {
    const shown = found.missing_in_source.map((row, at) => ({
      key: row.Referenz,
      ...found.missing_in_source_details[at],
    }));
    const planted = bank.missing_in_source.toSorted((one, other) => lineOf(one) - lineOf(other));
    expect(shown.map(({ key, reason }) => [key, reason])).toEqual(planted.map(({ key, reason }) => [key, reason]));
    for (const [at, { line }] of shown.entries()) {
      const { target_line, target_line_one_of = [target_line] } = planted[at] ?? { key: '' };
      expect(target_line_one_of).toContain(line);
    }
  });

  it('lists the torn line as a reject, verbatim', () => {
    expect(found.rejects).toHaveLength(1);
    expect(found.rejects[0]).toMatchObject({ side: 'target', text: expect.stringContaining('ER-2026-01701') });
  });
});

interface CountryCodes {
  readonly source: string;
  readonly target: string;
  readonly key: readonly string[];
  readonly compared_columns: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly agree_only_after_normalising: number;
  readonly differing_cells_by_column: Readonly<Record<string, number>>;
}
const countries = expected<Readonly<Record<'by_name' | 'by_ruleset', CountryCodes>>>('country-codes');

describe.each([
  ['by name', countries.by_name, ['--key', 'ISO3166-1-Alpha-3']],
  ['by a ruleset', countries.by_ruleset, ['--ruleset', 'ruleset-2013.yaml']],
] as const)('the country codes, compared %s', (_, figures, options) => {
  let found: Report;
  beforeAll(async () => {
    found = await run('country-codes', figures.source, figures.target, options);
  });

  it('have the counts that were worked out', () => {
    expect(found.summary.counts).toMatchObject(figures.counts);
    expect(found.summary.key).toMatchObject({ columns: figures.key, inferred: false });
    expect(found.discrepancies).toHaveLength(figures.counts.discrepancies ?? 0);
    expect(found.missing_in_target).toEqual([]);
    expect(found.missing_in_source).toEqual([]);
  });

  it('differ in the columns that were worked out, in the summary and in the listing', () => {
    const compared = found.summary.columns.filter(({ is_key }) => !is_key);
    const differing = compared.filter((one) => one.differing > 0).map((one) => [one.name, one.differing]);
    expect(Object.fromEntries(differing)).toEqual(figures.differing_cells_by_column);
    const listed: Record<string, number> = {};
    for (const { column: name } of found.discrepancies.flatMap(({ differences }) => differences)) {
      listed[name] = (listed[name] ?? 0) + 1;
    }
    expect(listed).toEqual(figures.differing_cells_by_column);
  });

  it('agree only after normalising in as many cells as were worked out', () => {
    const cells = found.summary.columns.reduce((sum, one) => sum + one.normalised, 0);
    expect(cells).toBe(figures.agree_only_after_normalising);
  });

  it('compare as many columns as were worked out', () => {
    // The figures count the key or not; the engine lists it among its columns.
    expect([found.summary.columns.length, found.summary.columns.length - 1]).toContain(figures.compared_columns);
  });
});

function expected<Figures>(folder: string): Figures {
  return JSON.parse(readFileSync(join(root, 'examples', folder, 'expected.json'), 'utf8')) as Figures;
}

function column(columns: Report['summary']['columns'], name: string) {
  const found = columns.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no column ${name}`);
  return found;
}

function lineOf({ target_line, target_line_one_of }: PlantedBreak): number {
  return target_line ?? target_line_one_of?.[0] ?? 0;
}

/** `1.50`, `1.5` and `-0` are the same amounts as `1.5`, `1.5` and `0`. */
function amounts(total: Readonly<Record<string, string | number>>): Readonly<Record<string, string | number>> {
  const plain = (value: string | number) =>
    typeof value === 'string' && value.includes('.') ? value.replace(/\.?0+$/, '') : value;
  return Object.fromEntries(Object.entries(total).map(([name, value]) => [name, plain(value)]));
}
