import { type Finding, ReconcylError, type Ruleset, type ScopeRule, type Side } from '@reconcyl/contracts';
import { CsvReadError } from '../duckdb/errors.ts';
import { openDatabase } from '../duckdb/open.ts';
import { inferColumnKinds } from '../kinds/index.ts';
import { loadSide } from '../match/load-pairs.ts';
import { countOutOfScope, type SetAsideOptions, withoutSetAside } from '../match/set-aside.ts';
import { normaliseColumnName, type ReadingOptions, readCarefully } from '../reading/index.ts';
import { boundKind } from '../ruleset/scope-bound.ts';
import type { FileInput, Reading, ScopeCondition } from '../types.ts';
import { isInspectedWhole, loadSample, writeSample } from './sample.ts';

/**
 * Leaves out the records that the ruleset's scope of a side does: finds its columns, and where a bound is a number or a day, how the
 * column writes these. A side without a scope stays as it is.
 *
 * @throws RECON_COLUMN_UNKNOWN; RECON_RULESET_INVALID where the dates of a column may have the day or the month first.
 */
export async function decideScope(
  reading: Reading,
  input: FileInput,
  ruleset: Ruleset | undefined,
  options: ReadingOptions & SetAsideOptions,
): Promise<Reading> {
  const { side } = reading;
  const rules = ruleset?.[side]?.scope;
  if (ruleset === undefined || rules === undefined) return reading;
  try {
    return await applyScope(reading, rules, ruleset, options);
  } catch (error) {
    if (!(error instanceof CsvReadError) || reading.mode === 'clean') throw error;
    return applyScope(await readCarefully(input, side, ruleset[side], options), rules, ruleset, options);
  }
}

async function applyScope(
  reading: Reading,
  rules: readonly ScopeRule[],
  ruleset: Ruleset,
  options: SetAsideOptions,
): Promise<Reading> {
  const columns = rules.map(({ column }) => indexOf(reading, column));
  const bounded = rules.some(({ from, to }) => from !== undefined || to !== undefined);
  const specs = bounded ? await specsOf(reading, columns, ruleset, options) : [];
  const warnings: Finding[] = [];
  const scope = rules.map(({ column, in: words, from, to }, place): ScopeCondition => {
    const index = columns[place] ?? -1;
    const spec = specs[place];
    const condition = {
      index,
      ...(words === undefined ? {} : { in: words }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    };
    const bounds = [from, to].filter((bound) => bound !== undefined);
    if (bounds.length === 0) return condition;
    const isNumbers = spec?.kind === 'decimal' && bounds.every((bound) => boundKind(bound) === 'number');
    const isDays =
      (spec?.kind === 'date' || spec?.kind === 'timestamp') && bounds.every((bound) => boundKind(bound) === 'date');
    if (spec !== undefined && (isNumbers || isDays)) return { ...condition, spec };
    warnings.push(comparedAsText(reading.side, column));
    return condition;
  });
  const outOfScope = await countOutOfScope(reading, scope, options);
  return withoutSetAside(reading, { scope, outOfScope, closing: [], warnings });
}

function comparedAsText(side: Side, column: string): Finding {
  return {
    code: 'scope_compared_as_text',
    message: `The scope of the ${side} compares ${column} as text, because not all of its values read as its bounds do; set the format of the column.`,
    columns: [column],
  };
}

function undecidedDays(side: Side, name: string): ReconcylError {
  const message = `the dates of \`${name}\` do not tell whether the day or the month stands first`;
  return new ReconcylError('RECON_RULESET_INVALID', `${side}.scope: ${message}; set the \`format\` of the column.`, {
    problems: [{ path: `${side}.scope`, message }],
  });
}

function indexOf(reading: Reading, name: string): number {
  const wanted = normaliseColumnName(name);
  const index = reading.columns.findIndex((column) => normaliseColumnName(column) === wanted);
  if (index < 0) throw new ReconcylError('RECON_COLUMN_UNKNOWN', `The ${reading.side} has no column \`${name}\`.`);
  return index;
}

/** How the values of some columns are read, from this side alone and what the ruleset says of them. */
async function specsOf(reading: Reading, indices: readonly number[], ruleset: Ruleset, options: SetAsideOptions) {
  const { side, rows } = reading;
  const sample = isInspectedWhole(reading) ? undefined : await writeSample(reading, options.workDir);
  const database = await openDatabase({ ...options, readPaths: [reading.csv.path] });
  try {
    if (sample === undefined) await loadSide(database, { debitCredit: {} }, { [side]: reading }, side);
    else await loadSample(database, side, sample);
    const table = { table: side, rows, zone: ruleset[side]?.zone };
    const inferred = await inferColumnKinds(database, {
      source: table,
      target: table,
      pairs: indices.map((index) => pairOf(reading, index, ruleset)),
    });
    for (const { name, undecided, warnings } of inferred) {
      // What a pair of files may assume with a warning would here decide which records there are.
      if (undecided !== undefined || warnings.some(({ code }) => code === 'day_month_assumed'))
        throw undecidedDays(side, name);
    }
    return inferred.map(({ specs }) => specs[side]);
  } finally {
    await database.close();
  }
}

function pairOf({ side, columns }: Reading, index: number, ruleset: Ruleset) {
  const name = columns[index] ?? '';
  const wanted = normaliseColumnName(name);
  const rule = Object.entries(ruleset.columns ?? {}).find(
    ([source, { target }]) => normaliseColumnName(side === 'target' ? (target ?? source) : source) === wanted,
  )?.[1];
  const format = typeof rule?.format === 'string' ? rule.format : rule?.format?.[side];
  return {
    name,
    sourceIndex: side === 'source' ? index : -1,
    targetIndex: side === 'target' ? index : -1,
    kind: rule?.kind,
    ...(format === undefined ? {} : { formats: { [side]: format } }),
    nulls: [...(ruleset.nulls ?? []), ...(rule?.nulls ?? [])],
  };
}
