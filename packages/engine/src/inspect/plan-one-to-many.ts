import { ReconcylError, type Ruleset } from '@reconcyl/contracts';
import { isCompared } from '../match/key-sql.ts';
import { normaliseColumnName } from '../reading/index.ts';
import type { ColumnPlan, OneToManyPlan, Plan } from '../types.ts';

/**
 * What the plan says of matching one record with several, with every default written out.
 *
 * @throws RECON_RULESET_INVALID when the amount is no compared decimal column, the date is no date, or a column is not compared.
 */
export function planOneToMany(
  rule: NonNullable<Ruleset['one_to_many']>,
  plan: Pick<Plan, 'columns' | 'key'>,
): OneToManyPlan {
  const amount = find(plan, rule.amount, 'amount');
  if (amount.kind !== 'decimal' || !isCompared(plan, amount)) {
    throw refused(
      'amount',
      `column \`${amount.name}\` is ${isCompared(plan, amount) ? amount.kind : 'part of the key'}, not an amount`,
    );
  }
  const date = rule.date === undefined ? undefined : find(plan, rule.date, 'date');
  if (date !== undefined && date.kind !== 'date' && date.kind !== 'timestamp') {
    throw refused('date', `column \`${date.name}\` is ${date.kind}, not a date`);
  }
  return {
    amount: amount.name,
    ...(date === undefined ? {} : { date: date.name }),
    windowDays: rule.window_days ?? 0,
    same: (rule.same ?? []).map((name, index) => find(plan, name, `same[${index}]`).name),
    maxParts: rule.max_parts ?? 8,
  };
}

function find(plan: Pick<Plan, 'columns'>, name: string, path: string): ColumnPlan {
  const wanted = normaliseColumnName(name);
  const column =
    plan.columns.find((candidate) => normaliseColumnName(candidate.name) === wanted) ??
    plan.columns.find((candidate) => normaliseColumnName(candidate.targetName) === wanted);
  if (column === undefined) throw refused(path, `\`${name}\` is not a compared column`);
  return column;
}

function refused(path: string, message: string): ReconcylError {
  const full = `one_to_many.${path}`;
  return new ReconcylError('RECON_RULESET_INVALID', `${full}: ${message}.`, { problems: [{ path: full, message }] });
}
