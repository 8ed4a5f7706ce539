import type { ColumnRule, Finding, Ruleset, Side } from '@reconcyl/contracts';
import type { Database } from '../duckdb/open.ts';
import { type InferredColumn, inferColumnKinds } from '../kinds/index.ts';
import { asText } from '../match/as-text.ts';
import { keyParts } from '../match/key-sql.ts';
import type { Sides } from '../match/matching.ts';
import { sideRelation } from '../match/sides.ts';
import { normaliseColumnName } from '../reading/index.ts';
import { rulesByColumn } from '../ruleset/columns-of-ruleset.ts';
import { type RulesetProblem, rulesetError } from '../ruleset/problem-list.ts';
import type { ColumnPlan, Plan } from '../types.ts';
import { addAmounts } from './add-amounts.ts';
import { comparisonOf, inferredCurrencyColumn, requestOf, ruleProblems } from './column-rules.ts';
import { decideOrder } from './decide-order.ts';
import { createHashTables, hashTablesByKey } from './hash-tables.ts';
import { inferKey } from './infer-key.ts';
import { type ColumnPair, findKeyColumns, matchColumns } from './match-columns.ts';
import { renamesByValue } from './renames-by-value.ts';
import { tablesOf } from './side-tables.ts';

type Decided = Pick<Plan, 'key' | 'columns' | 'notCompared' | 'debitCredit' | 'warnings'>;

/** Time that the search for a key may take; where it is cut, the plan says so. */
const keySearchMs = 10_000;

/**
 * Decides the columns and the key over the tables `source` and `target`: kinds that are certain from the columns alone, then the
 * key, then dates whose day and month only the matched records can tell.
 */
export async function planColumns(
  database: Database,
  sides: Sides,
  ruleset: Ruleset | undefined,
  key: readonly string[] | undefined,
  sampled: boolean,
): Promise<Decided> {
  const debitCredit = await addAmounts(database, sides, ruleset);
  const matched = matchColumns(namesOf(sides, 'source', debitCredit), namesOf(sides, 'target', debitCredit), ruleset);
  const keyPairs = key === undefined ? [] : findKeyColumns([...matched.pairs, ...matched.ignoredPairs], key);
  const pairs = [...matched.pairs, ...keyPairs.filter((pair) => !matched.pairs.includes(pair))].sort(
    (a, b) => a.sourceIndex - b.sourceIndex,
  );
  const inferred = await inferKinds(database, sides, pairs, keyPairs, ruleset);
  const names = pairs.map(({ name }) => name);
  const rules = rulesByColumn(ruleset);
  const planOf = (column: InferredColumn, index: number) =>
    columnPlan(pairs[index] as ColumnPair, column, ruleset, rules, names);
  let columns = withCurrency(inferred.map(planOf), inferred);
  const settled = columns.filter((_, index) => inferred[index]?.undecided === undefined);
  refuse(
    ruleProblems(
      ruleset,
      settled,
      keyPairs.map(({ name }) => name),
      names,
    ),
  );
  const warnings: Finding[] = inferred.flatMap((column) => column.warnings);

  const chosen = key === undefined ? await searchKey(database, sides, columns, debitCredit, sampled) : undefined;
  if (chosen?.complete === false) warnings.push(searchCut);
  const wholeRow = chosen !== undefined && chosen.columns.length === 0;
  if (wholeRow) warnings.push(matchedWhole);
  const identifying = chosen?.columns ?? keyPairs.map((pair) => pair.name);
  columns = columns.map((column) =>
    chosen?.columns.includes(column.name) ? asText(column, 'part of the inferred key') : column,
  );
  const keyNames = wholeRow ? columns.map(({ name }) => name) : identifying;
  const planKey = {
    columns: keyNames,
    inferred: chosen !== undefined,
    ...(wholeRow ? { wholeRow } : {}),
    ...(chosen && !wholeRow ? { candidates: chosen.candidates } : {}),
  };

  const open = inferred.filter((column) => column.undecided !== undefined && !identifying.includes(column.name));
  // Where rows are matched whole, the columns without an open question tell which rows belong together.
  const deciding = wholeRow
    ? { ...planKey, columns: keyNames.filter((name) => !open.some((column) => column.name === name)) }
    : planKey;
  if (deciding.columns.length === 0) open.length = 0;
  if (open.length > 0 && sampled) await sampleByKey(database, sides, { columns, key: deciding }, debitCredit);
  for (const column of open) {
    const index = inferred.indexOf(column);
    const before = columns[index] as ColumnPlan;
    const decision = await decideOrder(database, { columns, key: deciding }, before, column);
    if (decision === undefined) continue;
    columns[index] = planOf(decision.chosen, index);
    const dropped = new Set(column.warnings);
    warnings.splice(0, warnings.length, ...warnings.filter((warning) => !dropped.has(warning)), decision.warning);
  }
  refuse(ruleProblems(ruleset, columns, wholeRow ? [] : keyNames, names));
  const { sourceOnly, targetOnly, ignored } = matched;
  const mayBeRenamed = sourceOnly.length > 0 && targetOnly.length > 0 && !wholeRow;
  if (mayBeRenamed && sampled && open.length === 0) {
    await sampleByKey(database, sides, { columns, key: planKey }, debitCredit);
  }
  const likelyRenames = mayBeRenamed
    ? await renamesByValue(
        database,
        { columns, key: planKey },
        {
          source: placesOf(namesOf(sides, 'source', debitCredit), sourceOnly),
          target: placesOf(namesOf(sides, 'target', debitCredit), targetOnly),
        },
      )
    : [];
  const isKey = (name: string) => keyNames.includes(name);
  return {
    key: planKey,
    columns,
    notCompared: { sourceOnly, targetOnly, ignored: ignored.filter((name) => !isKey(name)), likelyRenames },
    debitCredit,
    warnings,
  };
}

function placesOf(names: readonly (string | undefined)[], some: readonly string[]) {
  return names.flatMap((name, index) => (name !== undefined && some.includes(name) ? [{ name, index }] : []));
}

function refuse(problems: readonly RulesetProblem[]): void {
  if (problems.length > 0) throw rulesetError(problems);
}

const matchedWhole: Finding = {
  code: 'matched_whole',
  message:
    'No column or combination of columns identifies the records, so whole records were matched, each as often as it stands there; ' +
    'give the key to see which columns differ.',
};

const searchCut: Finding = {
  code: 'key_search_cut',
  message: 'The search for a key ended before every combination of columns was tried; give the key to be certain.',
};

/** Names of a side's columns; those that a debit and credit pair uses up are not matched, the amount they make is. */
function namesOf(sides: Sides, side: Side, debitCredit: Plan['debitCredit']): readonly (string | undefined)[] {
  const plan = debitCredit[side];
  const names = sides[side].columns;
  if (plan === undefined) return names;
  const used = new Set([plan.debitIndex, plan.creditIndex]);
  return [...names.map((name, index) => (used.has(index) ? undefined : name)), plan.as];
}

function inferKinds(
  database: Database,
  sides: Sides,
  pairs: readonly ColumnPair[],
  keyPairs: readonly ColumnPair[],
  ruleset: Ruleset | undefined,
): Promise<readonly InferredColumn[]> {
  const rules = rulesByColumn(ruleset);
  return inferColumnKinds(database, {
    ...tablesOf(sides, ruleset),
    pairs: pairs.map((pair) => {
      const rule = ruleOf(rules, pair);
      const request = requestOf(rule);
      // The parts of a key are text unless the ruleset gives them a kind: 001 is not 1.
      const isKeyText = keyPairs.includes(pair) && request.formats === undefined;
      return {
        ...pair,
        ...request,
        kind: request.kind ?? (isKeyText ? 'text' : undefined),
        // The amounts made of debit and credit stand behind the columns of their file.
        derived: {
          source: pair.sourceIndex === sides.source.columns.length,
          target: pair.targetIndex === sides.target.columns.length,
        },
        nulls: nullsOf(ruleset, rule),
      };
    }),
  });
}

type Rules = ReturnType<typeof rulesByColumn>;

function ruleOf(rules: Rules, pair: ColumnPair): ColumnRule | undefined {
  return rules.get(normaliseColumnName(pair.name))?.rule;
}

function nullsOf(ruleset: Ruleset | undefined, rule: ColumnRule | undefined): readonly string[] {
  return [...(ruleset?.nulls ?? []), ...(rule?.nulls ?? [])];
}

function columnPlan(
  pair: ColumnPair,
  inferred: InferredColumn,
  ruleset: Ruleset | undefined,
  rules: Rules,
  names: readonly string[],
): ColumnPlan {
  const rule = ruleOf(rules, pair);
  const { kind, formats, specs, evidence, identifierLike } = inferred;
  const { name, targetName, sourceIndex, targetIndex } = pair;
  return {
    name,
    targetName,
    sourceIndex,
    targetIndex,
    kind,
    ...(formats === undefined ? {} : { formats }),
    specs,
    inferred: inferred.inferred,
    evidence,
    nulls: nullsOf(ruleset, rule),
    ...(identifierLike === undefined ? {} : { identifierLike }),
    ...comparisonOf(rule, names),
  };
}

/** Whole numbers count things, as a rule: only a rule of the ruleset gives them a currency. */
function isMoney({ specs: { source }, identifierLike }: ColumnPlan): boolean {
  return source.kind === 'decimal' && source.scale > 0 && identifierLike !== true;
}

/** Amounts whose rule names no currency have that of the one column of ISO codes, if there is one. */
function withCurrency(columns: readonly ColumnPlan[], inferred: readonly InferredColumn[]): ColumnPlan[] {
  const currencyColumn = inferredCurrencyColumn(inferred);
  if (currencyColumn === undefined) return [...columns];
  return columns.map((column) =>
    !isMoney(column) || column.currencyColumn !== undefined ? column : { ...column, currencyColumn },
  );
}

async function searchKey(
  database: Database,
  sides: Sides,
  columns: readonly ColumnPlan[],
  debitCredit: Plan['debitCredit'],
  sampled: boolean,
) {
  const searched = columns.slice(0, mostSearchedColumns);
  const first = await createHashTables(database, searched, 'hashes', { source: 'source', target: 'target' });
  const tablesFor = sampled
    ? hashTablesByKey(database, { debitCredit }, searched, sides)
    : () => Promise.resolve(first);
  const end = performance.now() + keySearchMs;
  return inferKey(database, searched, first, tablesFor, sides.source.rows, () => performance.now() > end);
}

/** Columns among which a key is searched. */
const mostSearchedColumns = 200;

/** Replaces the samples by the records whose keys fall into one class of hashes, so that the two sides meet. */
async function sampleByKey(
  database: Database,
  sides: Sides,
  plan: Pick<Plan, 'columns' | 'key'>,
  debitCredit: Plan['debitCredit'],
): Promise<void> {
  const modulus = Math.ceil(Math.max(sides.source.rows, sides.target.rows) / 50_000);
  for (const side of ['source', 'target'] as const) {
    const parts = keyParts(plan, side, (index) => `c${index}`);
    await database.query(`create or replace table ${side} as select * from ${sideRelation(sides[side], debitCredit[side])}
      where hash(${parts.map((part) => `coalesce(${part}, '')`).join(', ')}) % ${modulus} = 0`);
  }
}
