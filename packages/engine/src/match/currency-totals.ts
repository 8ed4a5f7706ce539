import type { Side } from '@reconcyl/contracts';
import type { Database } from '../duckdb/open.ts';
import { canonicalSql } from '../kinds/index.ts';
import { add, type ExactDecimal, subtract, zero } from '../numbers/exact-decimal.ts';
import type { ColumnPlan, Plan } from '../types.ts';
import { currencyColumns, currencyOfSql, ownAmountSql } from './amounts.ts';
import { agrees, decimalSpec, readExactSum } from './column-statistics.ts';
import { byCurrency } from './currency-parts.ts';
import { exactSum } from './exact-sum.ts';
import { amountOf, cellName, hereName } from './judged-pairs.ts';
import { indexOn } from './key-sql.ts';
import type { Matching } from './matching.ts';

/** The parts of a control total; `currency` is undefined for amounts that name none. */
export interface TotalParts {
  readonly currency: string | undefined;
  readonly source: ExactDecimal;
  readonly target: ExactDecimal;
  readonly listed: ExactDecimal;
  readonly gross: ExactDecimal;
  readonly count: number;
  readonly forgiven: ExactDecimal;
  readonly groups: ExactDecimal;
  readonly missingInTarget: ExactDecimal;
  readonly missingInSource: ExactDecimal;
}

/**
 * The totals of a column whose amounts have currencies, by currency. Of a matched pair of which one record names none, both amounts
 * count in the currency of the other. As elsewhere, sums and forgiven amounts come from all records, the rest from the listing alone.
 */
export async function totalsByCurrency(
  database: Database,
  plan: Plan,
  matching: Matching,
  index: number,
  column: ColumnPlan,
): Promise<TotalParts[]> {
  const questions = { plan, column, index };
  const totals = new Map<string | null, Record<string, ExactDecimal>>();
  const queries = [
    overPairs(questions, matching),
    overListed(questions),
    overMissing(questions),
    ...(plan.oneToMany === undefined ? [] : [overGroups(questions)]),
  ];
  for (const query of queries) {
    for (const [currency, name, sum] of await database.query(query)) {
      const parts = totals.get(currency as string | null) ?? {};
      parts[String(name)] =
        name === 'count' ? { unscaled: BigInt(String(sum)), scale: 0 } : readExactSum(String(sum), column);
      totals.set(currency as string | null, parts);
    }
  }
  return [...totals]
    .map(([currency, parts]) => assemble(currency, parts))
    .sort((a, b) => byCurrency(a.currency, b.currency));
}

function assemble(currency: string | null, parts: Readonly<Record<string, ExactDecimal>>): TotalParts {
  const part = (name: string) => parts[name] ?? zero;
  const net = (name: string) => subtract(part(`${name}_source`), part(`${name}_target`));
  return {
    currency: currency ?? undefined,
    source: part('all_source'),
    target: part('all_target'),
    listed: net('listed'),
    gross: add(part('gross'), zero),
    count: Number(part('count').unscaled),
    forgiven: net('forgiven'),
    groups: net('group'),
    missingInTarget: part('missing_source'),
    missingInSource: part('missing_target'),
  };
}

interface Question {
  readonly plan: Plan;
  readonly column: ColumnPlan;
  readonly index: number;
}

/** Each of these queries gives rows of currency, name of a part, and its exact sum as text. */
function sumsOf(column: ColumnPlan, from: string): string {
  return `select currency, name, ${exactSum('amount', decimalSpec(column).width)} from ${from} group by all`;
}

/** The amount of each record, the currencies being settled between the two of a pair. */
function items(names: Readonly<Record<Side, string>>): string {
  return `[{'c': coalesce(su, tu), 'n': '${names.source}', 'a': sa}, {'c': coalesce(tu, su), 'n': '${names.target}', 'a': ta}]`;
}

const unnested = (list: string, from: string) =>
  `(select item.c as currency, item.n as name, item.a as amount from (select unnest(${list}) as item from ${from})
    where item.a is not null)`;

function overPairs({ plan, column }: Question, matching: Matching): string {
  const currency = (side: Side) => currencyOfSql(plan, column, side, (cell) => cellName(side, cell));
  const relation = `(select ${currency('source')} as su, ${currency('target')} as tu, ${amountOf(column, 'source')} as sa,
      ${amountOf(column, 'target')} as ta, ${agrees(column)} as agrees
    from ${matching.judged([column, ...currencyColumns(plan, column)])} where ${hereName.source} or ${hereName.target})`;
  const all = items({ source: 'all_source', target: 'all_target' });
  const forgiven = items({ source: 'forgiven_source', target: 'forgiven_target' });
  return sumsOf(column, unnested(`list_concat(${all}, case when agrees then ${forgiven} else [] end)`, relation));
}

function overListed(question: Question): string {
  const { column, index } = question;
  const pairs = `(select ${fromBroken(question)} from broken b
    semi join (select source_ordinal, target_ordinal from differences where column_index = ${index}) d
    on d.source_ordinal = b.source_ordinal and d.target_ordinal = b.target_ordinal)`;
  const sums = sumsOf(column, unnested(items({ source: 'listed_source', target: 'listed_target' }), pairs));
  const [width, scale] = [decimalSpec(column).width, decimalSpec(column).scale];
  const orZero = (amount: string) => `coalesce(${amount}, 0::decimal(${width}, ${scale}))`;
  const isOne = 'coalesce(su, tu) is not distinct from coalesce(tu, su)';
  const gross = `case when ${isOne} then [{'c': coalesce(su, tu), 'n': 'gross', 'a': abs(${orZero('sa')} - ${orZero('ta')})}]
    else [{'c': su, 'n': 'gross', 'a': abs(${orZero('sa')})}, {'c': tu, 'n': 'gross', 'a': abs(${orZero('ta')})}] end`;
  return `${sums} union all ${sumsOf(column, unnested(gross, pairs))}
    union all select least(coalesce(su, tu), coalesce(tu, su)), 'count', count(*)::varchar from ${pairs} group by all`;
}

function overMissing(question: Question): string {
  const missing = `(select ${fromBroken(question)} from broken b where b.source is null or b.target is null)`;
  return sumsOf(question.column, unnested(items({ source: 'missing_source', target: 'missing_target' }), missing));
}

function overGroups({ plan, column }: Question): string {
  const members = (side: Side) => `select ${currencyOfSql(plan, column, side, (cell) => `x.c${cell}`)} as currency,
      'group_${side}' as name, ${amountSql(column, side, `x.c${indexOn(column, side)}`)} as amount
    from ${side} x semi join (select ordinal from group_members where side = '${side}' and not ambiguous) using (ordinal)`;
  return sumsOf(column, `(${members('source')} union all ${members('target')})`);
}

/** The currencies su and tu, and the amounts sa and ta, of the rows of `broken`. */
function fromBroken({ plan, column }: Question): string {
  return (['source', 'target'] as const)
    .flatMap((side) => {
      const cells = (cell: number) => `b.${side}[${cell + 1}]`;
      const amount = amountSql(column, side, cells(indexOn(column, side)));
      return [
        `case when b.${side} is not null then ${currencyOfSql(plan, column, side, cells)} end as ${side[0]}u`,
        `${amount} as ${side[0]}a`,
      ];
    })
    .join(', ');
}

function amountSql(column: ColumnPlan, side: Side, cell: string): string {
  return ownAmountSql(column, side, cell) ?? canonicalSql(cell, column.specs[side]);
}
