import { type Ruleset, type Side, sides } from '@reconcyl/contracts';
import { normaliseColumnName } from '../reading/column-names.ts';
import { rulesByColumn } from './columns-of-ruleset.ts';
import type { Path } from './path.ts';
import { type RulesetErrorCode, type RulesetProblem, rulesetProblem } from './problem-list.ts';
import { didYouMean } from './suggest.ts';

/** The names of the columns of both files, as they are shown. */
export type Headers = Readonly<Record<Side, readonly string[]>>;

/** Names of a ruleset that no file has. An amount that a debit and credit pair becomes counts as a column of its file. */
export function nameProblems(ruleset: Ruleset, headers: Headers): RulesetProblem[] {
  const found: RulesetProblem[] = [];
  const names = {
    source: namesOf(headers.source, ruleset.source?.debit_credit?.as),
    target: namesOf(headers.target, ruleset.target?.debit_credit?.as),
  };
  const either = { shown: [...new Set([...names.source.shown, ...names.target.shown])] };
  const rules = rulesByColumn(ruleset);

  const unknown = (path: Path, name: string, where: string, shown: readonly string[], code: RulesetErrorCode): void => {
    found.push(rulesetProblem(path, `unknown column \`${name}\`${where}${didYouMean(name, shown)}`, code));
  };
  const onSide = (side: Side, path: Path, name: string, code: RulesetErrorCode = 'RECON_COLUMN_UNKNOWN'): boolean => {
    if (names[side].has(name)) return true;
    unknown(path, name, ` in the ${side} file`, names[side].shown, code);
    return false;
  };
  const onEither = (path: Path, name: string): void => {
    if (!names.source.has(name) && !names.target.has(name))
      unknown(path, name, '', either.shown, 'RECON_COLUMN_UNKNOWN');
  };
  /** A column by its source name that both files must have; a target name that its own rule gives was looked up there. */
  const onBoth = (path: Path, name: string, code?: RulesetErrorCode): void => {
    if (!onSide('source', path, name, code)) return;
    if (rules.get(normaliseColumnName(name))?.rule.target === undefined) onSide('target', path, name, code);
  };

  for (const [name, rule] of Object.entries(ruleset.columns ?? {})) {
    const path = ['columns', name];
    if (rule.target === undefined) onEither(path, name);
    else {
      onSide('source', path, name);
      onSide('target', [...path, 'target'], rule.target);
    }
    if (rule.currency !== undefined) onBoth([...path, 'currency'], rule.currency);
  }
  for (const [index, name] of (ruleset.ignore ?? []).entries()) onEither(['ignore', index], name);
  for (const [index, name] of (ruleset.key ?? []).entries()) onBoth(['key', index], name, 'RECON_KEY_COLUMN_UNKNOWN');

  const { amount, date, same = [] } = ruleset.one_to_many ?? {};
  if (amount !== undefined) onBoth(['one_to_many', 'amount'], amount);
  if (date !== undefined) onBoth(['one_to_many', 'date'], date);
  for (const [index, name] of same.entries()) onBoth(['one_to_many', 'same', index], name);

  for (const side of sides) {
    const pair = ruleset[side]?.debit_credit;
    const own = namesOf(headers[side], undefined);
    for (const member of pair === undefined ? [] : (['debit', 'credit'] as const)) {
      const name = pair?.[member] ?? '';
      if (!own.has(name)) {
        unknown([side, 'debit_credit', member], name, ` in the ${side} file`, own.shown, 'RECON_COLUMN_UNKNOWN');
      }
    }
    const isFree = pair === undefined || !own.has(pair.as) || [pair.debit, pair.credit].some(sameName(pair.as));
    if (!isFree) {
      const message = `the ${side} file has a column \`${pair.as}\` already`;
      found.push(rulesetProblem([side, 'debit_credit', 'as'], message));
    }
    for (const [index, { column }] of (ruleset[side]?.scope ?? []).entries()) {
      onSide(side, [side, 'scope', index, 'column'], column);
    }
  }
  return found;
}

interface Names {
  readonly shown: readonly string[];
  has(name: string): boolean;
}

function namesOf(columns: readonly string[], made: string | undefined): Names {
  const shown = made === undefined ? columns : [...columns, made];
  const known = new Set(shown.map(normaliseColumnName));
  return { shown, has: (name) => known.has(normaliseColumnName(name)) };
}

function sameName(name: string): (other: string) => boolean {
  return (other) => normaliseColumnName(other) === normaliseColumnName(name);
}
