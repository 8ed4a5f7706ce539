import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Inspection, ReconcylError, type Ruleset, sides } from '@reconcyl/contracts';
import type { Plan } from '@reconcyl/engine';
import { exitCodes } from '../exit-codes.ts';
import { assertOneStandardInput, prepareInput } from '../files/input-file.ts';
import { readRuleset } from '../files/read-ruleset.ts';
import type { Io } from '../io.ts';
import { alignColumns } from '../terminal/columns.ts';
import { columnsOf, fits, fitted } from '../terminal/fit.ts';
import { counted, grouped, printable, type Style, styleFor } from '../terminal/style.ts';
import { withWorkFolder } from '../with-work-folder.ts';

export interface InspectOptions {
  readonly source: string;
  readonly target?: string | undefined;
  readonly key?: readonly string[] | undefined;
  readonly ruleset?: string | undefined;
  readonly json?: boolean | undefined;
  /** File that the ruleset is written into, `-` for stdout. */
  readonly writeRuleset?: string | undefined;
}

/** `reconcyl inspect`: everything that a run would assume, on stdout; with `--write-ruleset` also as a ruleset. */
export async function inspectFiles(io: Io, options: InspectOptions): Promise<number> {
  assertUsage(options);
  return withWorkFolder(io, async (folder, signal) => {
    const given = await readRuleset(options.ruleset);
    const { inspection, plan } = await describe(io, options, given?.ruleset, folder, signal);
    if (options.writeRuleset !== '-') {
      io.stdout.write(options.json ? `${JSON.stringify(inspection, null, 4)}\n` : asText(inspection, io));
    }
    if (options.writeRuleset !== undefined && plan !== undefined) {
      const { writeRuleset } = await import('@reconcyl/engine');
      await writeText(io, options.writeRuleset, writeRuleset(plan, { given: given?.ruleset }));
    }
    return exitCodes.agree;
  });
}

function assertUsage({ source, target, writeRuleset, json }: InspectOptions): void {
  assertOneStandardInput({ source, target });
  if (writeRuleset !== undefined && target === undefined) {
    throw new ReconcylError('RECON_USAGE', '--write-ruleset needs both files.');
  }
  if (writeRuleset === '-' && json === true) {
    throw new ReconcylError('RECON_USAGE', '--json and --write-ruleset - both write on standard output.');
  }
}

/** A ruleset that someone wrote is never overwritten. */
async function writeText(io: Io, path: string, text: string): Promise<void> {
  if (path === '-') {
    io.stdout.write(text);
    return;
  }
  try {
    await writeFile(path, text, { flag: 'wx' });
  } catch (cause) {
    const isThere = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
    const detail = isThere
      ? 'The file of --write-ruleset is there already.'
      : 'The file of --write-ruleset cannot be written.';
    throw new ReconcylError('RECON_USAGE', detail, { cause });
  }
  const style = styleFor(io, io.stderr);
  io.stderr.write(`${style('bold', 'Ruleset')}  ${printable(path)}\n`);
}

async function describe(
  io: Io,
  options: InspectOptions,
  ruleset: Ruleset | undefined,
  folder: string,
  signal: AbortSignal,
): Promise<{ readonly inspection: Inspection; readonly plan: Plan | undefined }> {
  const files = [];
  for (const side of sides) {
    const argument = options[side];
    if (argument !== undefined) files.push({ side, ...(await prepareInput(io, side, argument, folder, signal)) });
  }
  const { describeFiles } = await import('@reconcyl/engine');
  const workDir = join(folder, 'inspect');
  await mkdir(workDir);
  let plan: Plan | undefined;
  const onPlan = (made: Plan): void => {
    plan = made;
  };
  const inspection = await describeFiles({ files, ruleset, key: options.key, workDir, signal, onPlan });
  return { inspection, plan };
}

function asText(inspection: Inspection, io: Io): string {
  const style = styleFor(io, io.stdout);
  const columns = columnsOf(io.stdout);
  const sections = [
    ...inspection.files.map((file) => [
      fileTitle(file, inspection.files.length > 1, style),
      ...describeFile(file, style, columns),
    ]),
    describeKey(inspection, style),
    inspection.warnings.map(({ message }) => `${style('yellow', '!')} ${printable(message)}`),
  ];
  const lines = sections.filter((section) => section.length > 0).flatMap((section) => ['', ...section]);
  return fitted(lines.slice(1), io.stdout);
}

function fileTitle(file: Inspection['files'][number], isOfPair: boolean, style: Style): string {
  const size = `${counted(file.rows, 'row')}, ${grouped(file.size_bytes)} bytes`;
  return `${style('bold', isOfPair ? file.side : 'file')}  ${printable(file.name)}  ${size}`;
}

function describeFile(file: Inspection['files'][number], style: Style, width: number): string[] {
  const { dialect, encoding } = file;
  const delimiter = dialect.delimiter === '\t' ? 'tab' : dialect.delimiter;
  const preamble = dialect.preamble_lines === 0 ? '' : `, ${counted(dialect.preamble_lines, 'preamble line')}`;
  const header = dialect.has_header ? 'a header' : 'no header';
  const rejects = file.rejects.map(
    ({ line, reason }) => `  ${style('yellow', 'reject')} line ${grouped(line)}: ${reason.replaceAll('_', ' ')}`,
  );
  return [
    `  encoding   ${encoding.label} ${style('dim', `(${printable(encoding.why)})`)}`,
    `  dialect    delimiter ${delimiter}, quote ${dialect.quote || 'none'}, ${header}${preamble}`,
    ...rejects,
    ...describeColumns(file.columns, style, width).map((line) => `  ${line}`),
  ];
}

/** A line a column, or three where that is too wide. */
function describeColumns(columns: Inspection['files'][number]['columns'], style: Style, width: number): string[] {
  const rows = columns.map((column) => [
    printable(column.name),
    column.kind + (column.format === undefined ? '' : ` ${column.format}`),
    style('dim', printable(column.evidence)),
    style('dim', column.samples.map(printable).join(' · ')),
  ]);
  const lines = alignColumns(rows);
  if (lines.every((line) => fits(`  ${line}`, width))) return lines;
  const heads = alignColumns(rows.map((row) => row.slice(0, 2)));
  return rows.flatMap((row, index) => [
    heads[index] ?? '',
    ...row
      .slice(2)
      .filter((text) => !fits(text, 0))
      .map((text) => `    ${text}`),
  ]);
}

function describeKey({ key }: Inspection, style: Style): string[] {
  if (key === undefined) return [];
  if (key.whole_row) return [`${style('bold', 'key')}  none: records would be matched whole`];
  const rows = (key.candidates ?? []).map((candidate) => [
    candidate.columns.map(printable).join(' + '),
    `distinct ${percent(candidate.distinct_in_source)} / ${percent(candidate.distinct_in_target)}`,
    `overlap ${percent(candidate.overlap)}`,
    counted(candidate.agreeing_cells, 'agreeing cell'),
  ]);
  const how = style('dim', key.inferred ? '(inferred)' : '(given)');
  return [
    `${style('bold', 'key')}  ${key.columns.map(printable).join(' + ')} ${how}`,
    ...alignColumns(rows).map((line) => `  ${line}`),
  ];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
