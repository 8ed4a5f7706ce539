import {
  type ColumnRule,
  type ErrorCode,
  type Problem,
  ReconcylError,
  type Ruleset,
  type Side,
  sides,
} from '@reconcyl/contracts';
import { normaliseColumnName } from '../reading/column-names.ts';
import { formatPath, type Path } from './path.ts';
import { didYouMean } from './suggest.ts';

type Code = Extract<ErrorCode, 'RECON_RULESET_INVALID' | 'RECON_COLUMN_UNKNOWN' | 'RECON_KEY_COLUMN_UNKNOWN'>;
interface Found extends Problem {
  readonly code: Code;
}

/**
 * Holds the column names of a ruleset against the headers of both files, and throws with all problems at once:
 * RECON_KEY_COLUMN_UNKNOWN when only key columns are unknown, RECON_COLUMN_UNKNOWN when others are, RECON_RULESET_INVALID when every
 * name is known but the rules contradict each other. A column that a debit and credit pair becomes counts as one of its file.
 */
export function checkRulesetAgainstHeaders(
  ruleset: Ruleset,
  sourceColumns: readonly string[],
  targetColumns: readonly string[],
): void {
  const found: Found[] = [];
  const source = namesOf(sourceColumns, ruleset.source?.debit_credit?.as);
  const target = namesOf(targetColumns, ruleset.target?.debit_credit?.as);
  const add = (code: Code, path: Path, message: string): void => {
    found.push({ code, path: formatPath(path), message });
  };
  const unknown = (code: Code, path: Path, name: string, where: string, candidates: Names): void =>
    add(code, path, `unknown column \`${name}\`${where}${didYouMean(name, candidates.shown)}`);

  const rules = new Map<string, ColumnRule>();
  for (const [name, rule] of Object.entries(ruleset.columns ?? {})) {
    const known = normaliseColumnName(name);
    if (rules.has(known)) add('RECON_RULESET_INVALID', ['columns', name], 'another rule names the same column');
    rules.set(known, rule);
    if (rule.target === undefined) {
      if (!source.has(name) && !target.has(name)) unknown('RECON_COLUMN_UNKNOWN', ['columns', name], name, '', source);
      continue;
    }
    if (!source.has(name)) unknown('RECON_COLUMN_UNKNOWN', ['columns', name], name, ' in the source file', source);
    if (!target.has(rule.target)) {
      unknown('RECON_COLUMN_UNKNOWN', ['columns', name, 'target'], rule.target, ' in the target file', target);
    }
  }
  for (const [index, name] of (ruleset.ignore ?? []).entries()) {
    if (!source.has(name) && !target.has(name)) unknown('RECON_COLUMN_UNKNOWN', ['ignore', index], name, '', source);
  }
  for (const [index, name] of (ruleset.key ?? []).entries()) {
    const path = ['key', index];
    const rule = rules.get(normaliseColumnName(name));
    const targetName = rule?.target ?? name;
    if (!source.has(name)) unknown('RECON_KEY_COLUMN_UNKNOWN', path, name, ' in the source file', source);
    // A target name that its own rule gives was looked up there.
    else if (rule?.target === undefined && !target.has(targetName)) {
      unknown('RECON_KEY_COLUMN_UNKNOWN', path, targetName, ' in the target file', target);
    }
    if (rule?.tolerance !== undefined)
      add('RECON_RULESET_INVALID', path, `the key column \`${name}\` cannot have a tolerance`);
    if (rule?.ignore === true) add('RECON_RULESET_INVALID', path, `the key column \`${name}\` cannot be ignored`);
  }
  for (const side of sides) checkDebitCredit(ruleset, side, side === 'source' ? sourceColumns : targetColumns, add);
  if (found.length > 0) throw toError(found);
}

function checkDebitCredit(
  ruleset: Ruleset,
  side: Side,
  columns: readonly string[],
  add: (code: Code, path: Path, message: string) => void,
): void {
  const pair = ruleset[side]?.debit_credit;
  if (pair === undefined) return;
  const names = namesOf(columns, undefined);
  for (const member of ['debit', 'credit'] as const) {
    const name = pair[member];
    if (!names.has(name)) {
      add(
        'RECON_COLUMN_UNKNOWN',
        [side, 'debit_credit', member],
        `unknown column \`${name}\` in the ${side} file${didYouMean(name, names.shown)}`,
      );
    }
  }
  const own = [pair.debit, pair.credit].map(normaliseColumnName);
  if (own[0] === own[1]) add('RECON_RULESET_INVALID', [side, 'debit_credit', 'credit'], 'it is the debit column too');
  if (names.has(pair.as) && !own.includes(normaliseColumnName(pair.as))) {
    add('RECON_RULESET_INVALID', [side, 'debit_credit', 'as'], `the ${side} file has a column \`${pair.as}\` already`);
  }
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

function toError(found: readonly Found[]): ReconcylError {
  const codes = new Set(found.map(({ code }) => code));
  const code: Code = codes.has('RECON_COLUMN_UNKNOWN')
    ? 'RECON_COLUMN_UNKNOWN'
    : codes.has('RECON_KEY_COLUMN_UNKNOWN')
      ? 'RECON_KEY_COLUMN_UNKNOWN'
      : 'RECON_RULESET_INVALID';
  const problems = found.slice(0, 100).map(({ path, message }) => ({ path, message }));
  const detail = problems.map(({ path, message }) => `${path}: ${message}`).join('; ');
  return new ReconcylError(code, detail.length > 2000 ? `${detail.slice(0, 2000)}…` : detail, { problems });
}
