import { type Ruleset, rulesetSchemaPath, type Side, type SideRule, sides } from '@reconcyl/contracts';
import { normaliseColumnName } from '../reading/column-names.ts';
import type { ColumnPlan, Plan, PlannedReading } from '../types.ts';
import { rulesByColumn } from './columns-of-ruleset.ts';
import { parseRuleset } from './parse-ruleset.ts';
import { comment, entry, type Line, scalar, yamlLines } from './yaml-lines.ts';

/** Where `reconcyl serve` gives the schema of rulesets to editors, unless it was told to listen elsewhere. */
const defaultSchemaUrl = `http://127.0.0.1:8080${rulesetSchemaPath}`;

export interface WriteRulesetOptions {
  /** The ruleset that the plan was made with: what it says beyond the plan is taken over. */
  readonly given?: Ruleset | undefined;
  /** Address of the JSON Schema, for the head comment that editors read. */
  readonly schemaUrl?: string | undefined;
}

/**
 * Writes a plan down as a ruleset in YAML: everything that was inferred is now said, with the evidence as comments, so that a run
 * with it gives the same answer and infers nothing. Where whole rows are matched there is no key to name, so that stays inferred.
 *
 * @throws RECON_RULESET_TOO_LARGE for files with more columns than a ruleset has room for.
 */
export function writeRuleset(plan: Plan, { given, schemaUrl = defaultSchemaUrl }: WriteRulesetOptions = {}): string {
  const lines: Line[] = [
    comment(`yaml-language-server: $schema=${schemaUrl}`),
    comment(`What a run of ${plan.readings.source.displayName} and ${plan.readings.target.displayName} assumed.`),
    entry('version', 1),
    ...(given?.name === undefined ? [] : [entry('name', given.name)]),
    ...(given?.description === undefined ? [] : [entry('description', given.description)]),
    undefined,
    ...keyLines(plan),
    undefined,
    ...columnLines(plan, given),
    ...notComparedLines(plan, given),
    ...(given?.nulls === undefined ? [] : [undefined, entry('nulls', given.nulls)]),
    ...sides.flatMap((side) => [undefined, ...sideLines(side, plan, given)]),
    ...restLines(given),
    ...(plan.warnings.length === 0 ? [] : [undefined, comment('Warnings of that run:')]),
    ...plan.warnings.map(({ message }) => comment(`- ${message}`)),
  ];
  const text = yamlLines(lines);
  // One that could not be read again is not given away: a file of very many columns needs more than a ruleset may have.
  parseRuleset(text);
  return text;
}

/** Names that a ruleset cannot have, as members or at all: such columns stay inferred. */
function isWritable(name: string): boolean {
  return name !== '__proto__' && name !== '<<' && name.length <= 1000;
}

function keyLines({ key }: Plan): Line[] {
  if (key.wholeRow === true) {
    return [comment('No column or combination of columns identifies the records: whole rows are matched.')];
  }
  const candidates = (key.candidates ?? []).map(
    ({ columns, distinct_in_source, distinct_in_target, overlap, ...rest }, index) => {
      const distinct = `distinct in ${percent(distinct_in_source)} of the source and ${percent(distinct_in_target)} of the target rows`;
      const figures = `${distinct}, overlap ${percent(overlap)}, ${rest.agreeing_cells} agreeing cells`;
      return comment(`${index === 0 ? 'Inferred' : 'Instead of'} ${columns.join(' + ')}: ${figures}.`);
    },
  );
  return [...candidates, entry('key', [...key.columns])];
}

function columnLines(plan: Plan, given: Ruleset | undefined): Line[] {
  const rules = given === undefined ? new Map() : rulesByColumn(given);
  return [
    entry('columns', undefined),
    ...plan.columns.flatMap((column) => {
      const { kind, target, format, nulls, ignore, ...rule } = rules.get(normaliseColumnName(column.name))?.rule ?? {};
      const isRenamed = normaliseColumnName(column.name) !== normaliseColumnName(column.targetName);
      const members = {
        ...(isRenamed ? { target: column.targetName } : {}),
        kind: column.kind,
        ...formatOf(column),
        ...(nulls === undefined ? {} : { nulls }),
        ...(column.currencyColumn === undefined ? {} : { currency: column.currencyColumn }),
        ...pivotOf(column),
        ...rule,
      };
      if (!isWritable(column.name) || !isWritable(column.targetName)) {
        return [comment('A column whose name cannot stand in a ruleset is left to be inferred.', 1)];
      }
      return [...(column.evidence === '' ? [] : [comment(column.evidence, 1)]), entry(column.name, members, 1)];
    }),
    // Rules of columns that are not compared, such as those that only one file has.
    ...[...rules.values()].flatMap(({ name, rule }) =>
      plan.columns.some((column) => normaliseColumnName(column.name) === normaliseColumnName(name)) ||
      rule.ignore === true
        ? []
        : [entry(name, rule, 1)],
    ),
  ];
}

/** One format where both sides write alike. A boolean's format is its words, which are rules of their own. */
function formatOf({ kind, formats }: ColumnPlan): { readonly format?: unknown } {
  if (formats === undefined || kind === 'text' || kind === 'boolean') return {};
  const { source, target } = formats;
  return { format: source === target ? source : { source, target } };
}

/** Where one side writes two digits of a year, and the other side showed which century they mean. */
function pivotOf({ specs }: ColumnPlan): { readonly pivot?: number } {
  for (const side of sides) {
    const spec = specs[side];
    if ((spec.kind === 'date' || spec.kind === 'timestamp') && spec.pivot !== undefined) return { pivot: spec.pivot };
  }
  return {};
}

function notComparedLines({ notCompared, columns }: Plan, given: Ruleset | undefined): Line[] {
  const { ignored, sourceOnly, targetOnly, likelyRenames } = notCompared;
  const listed = (given?.ignore ?? []).filter(
    (name) => !columns.some((column) => normaliseColumnName(column.name) === normaliseColumnName(name)),
  );
  const all = [
    ...listed,
    ...ignored.filter((name) => !listed.some((one) => normaliseColumnName(one) === normaliseColumnName(name))),
  ];
  const only = (side: Side, names: readonly string[]) =>
    names.length === 0 ? [] : [comment(`Only the ${side} file has ${names.join(', ')}.`)];
  return [
    ...(likelyRenames.length === 0 ? [] : [undefined]),
    ...likelyRenames.flatMap(({ source, target, why, share }) => [
      comment(
        `May be one column under two names, by ${why === 'name' ? 'their names' : `${percent(share ?? 0)} of their values`}:`,
        1,
      ),
      comment(`${scalar(source)}: { target: ${scalar(target)} }`, 1),
    ]),
    undefined,
    ...only('source', sourceOnly),
    ...only('target', targetOnly),
    ...(all.length === 0 ? [] : [entry('ignore', all)]),
  ];
}

function sideLines(side: Side, plan: Plan, given: Ruleset | undefined): Line[] {
  const { encoding: _encoding, zone, scope, debit_credit: pair } = given?.[side] ?? {};
  const reading = plan.readings[side];
  return [
    comment(`${reading.displayName}: ${reading.rows} rows; ${reading.encoding.label} (${reading.encoding.why}).`),
    ...reading.warnings.map(({ message }) => comment(`- ${message}`)),
    entry(side, undefined),
    ...Object.entries(dialectOf(reading)).map(([name, value]) => entry(name, value, 1)),
    ...(zone === undefined ? [] : [entry('zone', zone, 1)]),
    ...(scope === undefined ? [] : [entry('scope', scope, 1)]),
    ...(pair === undefined ? [] : [entry('debit_credit', { ...pair, ...debitCreditFormat(side, plan) }, 1)]),
  ];
}

function dialectOf({ encoding, dialect }: PlannedReading): SideRule {
  const { delimiter, quote, hasHeader, preambleLines } = dialect;
  return {
    encoding: encoding.label,
    delimiter: delimiter === '\t' ? 'tab' : delimiter,
    quote: quote === '' ? 'none' : quote,
    escape: dialect.escape,
    header: hasHeader,
    // More cannot be said; such a preamble is found again.
    ...(preambleLines > mostSkippedLines ? {} : { skip_lines: preambleLines }),
  };
}

const mostSkippedLines = 1000;

function debitCreditFormat(side: Side, { debitCredit }: Plan): { readonly format?: string } {
  const plan = debitCredit[side];
  if (plan?.debit.kind !== 'decimal' || plan.credit.kind !== 'decimal') return {};
  return plan.debit.format === plan.credit.format ? { format: plan.debit.format } : {};
}

/** What a ruleset says that no inference touches. */
function restLines(given: Ruleset | undefined): Line[] {
  const names = ['strict_columns', 'duplicates', 'one_to_many', 'max_rejects', 'notify', 'pairing'] as const;
  const found = names.flatMap((name) => (given?.[name] === undefined ? [] : [entry(name, given[name])]));
  return found.length === 0 ? [] : [undefined, ...found];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share === 1 ? 0 : 1)} %`;
}
