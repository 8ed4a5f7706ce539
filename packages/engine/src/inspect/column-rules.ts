import type { ColumnKind, ColumnRule, Ruleset, Side } from '@reconcyl/contracts';
import type { ColumnRules, InferredColumn, PairRequest } from '../kinds/index.ts';
import { normaliseColumnName } from '../reading/index.ts';
import { kindsOfOption } from '../ruleset/column-option-problems.ts';
import { type RulesetProblem, rulesetProblem } from '../ruleset/problem-list.ts';
import type { ColumnPlan } from '../types.ts';

/** What a column's rule says of its values, for inference. */
export function requestOf(
  rule: ColumnRule | undefined,
): Pick<PairRequest, 'kind' | 'formats' | 'rules' | 'kindWithoutValues'> {
  if (rule === undefined) return {};
  const implied = impliedKind(rule);
  const isText = implied === 'text' && rule.format === undefined;
  return {
    // Rules for text make a column text, whatever its values look like: leading zeros are ignored in codes, not in amounts.
    kind: rule.kind ?? (isText ? 'text' : undefined),
    formats: bothOr(rule.format),
    kindWithoutValues: implied,
    rules: rulesOf(rule),
  };
}

/** The first kind that has all options of the rule; undefined when it has none for one kind alone, or contradicts itself. */
function impliedKind(rule: ColumnRule): ColumnKind | undefined {
  const lists = Object.keys(rule).flatMap((option) => {
    const kinds = kindsOfOption[option as keyof ColumnRule];
    return kinds === undefined ? [] : [kinds];
  });
  return lists[0]?.find((kind) => lists.every((kinds) => kinds.includes(kind)));
}

function rulesOf(rule: ColumnRule): ColumnRules {
  const { round } = rule;
  return {
    equivalents: rule.equivalents,
    extract: bothOr(rule.extract),
    text: textOptions(rule),
    multiply: bothOr(rule.multiply),
    negate: rule.negate,
    round:
      round === undefined
        ? undefined
        : typeof round === 'number'
          ? { scale: round, mode: 'half_away_from_zero' }
          : { scale: round.scale, mode: round.mode ?? 'half_away_from_zero' },
    nullAsZero: rule.null_as_zero,
    pivot: rule.pivot,
    precision: rule.precision,
    trueWords: rule.true_words,
    falseWords: rule.false_words,
  };
}

function textOptions(rule: ColumnRule): NonNullable<ColumnRules['text']> {
  return {
    ...(rule.keep_case === true ? { keepCase: true } : {}),
    ...(rule.collapse_blanks === true ? { collapseBlanks: true } : {}),
    ...(rule.ignore_accents === true ? { ignoreAccents: true } : {}),
    ...(rule.ignore_punctuation === true ? { ignorePunctuation: true } : {}),
    ...(rule.ignore_leading_zeros === true ? { ignoreLeadingZeros: true } : {}),
    ...(rule.nfkc === true ? { nfkc: true } : {}),
  };
}

function bothOr(
  value: string | { readonly source?: string | undefined; readonly target?: string | undefined } | undefined,
): Partial<Record<Side, string | undefined>> | undefined {
  return typeof value === 'string' ? { source: value, target: value } : value;
}

/** Members of the plan that say how near two values of a column may be, and whose currency they are in. */
export function comparisonOf(
  rule: ColumnRule | undefined,
  names: readonly string[],
): Pick<ColumnPlan, 'tolerance' | 'window' | 'currencyColumn'> {
  if (rule === undefined) return {};
  const { tolerance, window, currency } = rule;
  const currencyColumn = currency === undefined ? undefined : findName(names, currency);
  return {
    ...(tolerance === undefined ? {} : { tolerance: toleranceOf(tolerance) }),
    ...(window === undefined ? {} : { window: windowOf(window) }),
    ...(currencyColumn === undefined ? {} : { currencyColumn }),
  };
}

function findName(names: readonly string[], wanted: string): string | undefined {
  return names.find((name) => normaliseColumnName(name) === normaliseColumnName(wanted));
}

function toleranceOf({ absolute, percent, total }: NonNullable<ColumnRule['tolerance']>) {
  return {
    ...(absolute === undefined ? {} : { absolute }),
    ...(percent === undefined ? {} : { percent }),
    ...(total === undefined ? {} : { total }),
  };
}

/** ISO week days. */
const dayNumbers = { mon: 1, tue: 2, wed: 3, thu: 4, fri: 5, sat: 6, sun: 7 } as const;

function windowOf({ days, business, weekend, holidays, direction }: NonNullable<ColumnRule['window']>) {
  const weekDays = (weekend ?? ['sat', 'sun']).map((day) => dayNumbers[day]);
  return {
    days,
    business: business ?? false,
    weekend: [...new Set(weekDays)].sort((a, b) => a - b),
    holidays: [...new Set(holidays ?? [])].sort(),
    ...(direction === undefined ? {} : { direction }),
  };
}

/**
 * What the ruleset asks of columns that they, as they were decided, cannot have.
 *
 * @param names Of all columns that are compared.
 */
export function ruleProblems(
  ruleset: Ruleset | undefined,
  columns: readonly ColumnPlan[],
  keyColumns: readonly string[],
  names: readonly string[],
): RulesetProblem[] {
  return Object.entries(ruleset?.columns ?? {}).flatMap(([name, rule]) => {
    const column = columns.find((candidate) => normaliseColumnName(candidate.name) === normaliseColumnName(name));
    if (column === undefined) return [];
    const isKey = keyColumns.includes(column.name);
    return [
      ...optionsOfOtherKinds(name, rule, column),
      ...(isKey ? optionsOfKeys(name, rule) : []),
      ...inexactPercent(name, rule, column),
      ...unknownCurrency(name, rule, names),
    ];
  });
}

function optionsOfOtherKinds(name: string, rule: ColumnRule, { kind, evidence }: ColumnPlan): RulesetProblem[] {
  return Object.keys(rule).flatMap((option) => {
    const kinds = kindsOfOption[option as keyof ColumnRule];
    if (kinds === undefined || kinds.includes(kind)) return [];
    const message = `is for ${kinds.join(' and ')}, and the column is ${kind} (${evidence}); set its \`kind\` or its \`format\``;
    return [rulesetProblem(['columns', name, option], message)];
  });
}

/** A key is the same or another: nothing in it can be near enough. The key may be given beside the ruleset. */
function optionsOfKeys(name: string, rule: ColumnRule): RulesetProblem[] {
  return (['tolerance', 'window', 'round'] as const).flatMap((option) =>
    rule[option] === undefined
      ? []
      : [rulesetProblem(['columns', name, option], 'the column is part of the key, which is the same or another')],
  );
}

function inexactPercent(name: string, rule: ColumnRule, { specs }: ColumnPlan): RulesetProblem[] {
  if (rule.tolerance?.percent === undefined || specs.source.kind !== 'decimal' || specs.source.width <= 18) return [];
  const message = 'the numbers have more than 18 digits, of which percent cannot be taken exactly';
  return [rulesetProblem(['columns', name, 'tolerance', 'percent'], message)];
}

function unknownCurrency(name: string, { currency }: ColumnRule, names: readonly string[]): RulesetProblem[] {
  if (currency === undefined || findName(names, currency) !== undefined) return [];
  return [rulesetProblem(['columns', name, 'currency'], `\`${currency}\` is not a column that is compared`)];
}

/**
 * The one column that holds ISO codes of currencies on both sides and so says the currency of every amount; undefined where several
 * do, as nobody knows which amount is whose.
 */
export function inferredCurrencyColumn(inferred: readonly InferredColumn[]): string | undefined {
  const [found, ...others] = inferred.filter(({ currencyCodes }) => currencyCodes === true);
  return others.length === 0 ? found?.name : undefined;
}
