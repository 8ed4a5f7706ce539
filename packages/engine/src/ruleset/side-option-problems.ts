import type { ScopeRule, SideRule } from '@reconcyl/contracts';
import { normaliseColumnName } from '../reading/column-names.ts';
import { decimalFormatProblems } from './format-problems.ts';
import type { Path } from './path.ts';
import { type RulesetProblem, rulesetProblem } from './problem-list.ts';
import { boundKind } from './scope-bound.ts';
import { didYouMean } from './suggest.ts';

/** What cannot be meant in the rules of one side. */
export function sideOptionProblems(path: Path, side: SideRule | undefined): RulesetProblem[] {
  if (side === undefined) return [];
  const found: RulesetProblem[] = [];
  const { encoding, zone, debit_credit: pair } = side;
  if (encoding !== undefined && !isEncoding(encoding)) {
    const message = `there is no encoding \`${encoding}\`; labels are those of the WHATWG Encoding Standard`;
    found.push(rulesetProblem([...path, 'encoding'], `${message}, such as utf-8 or windows-1252`));
  }
  if (zone !== undefined && !isZone(zone)) {
    const message = `there is no zone \`${zone}\`${didYouMean(zone, Intl.supportedValuesOf('timeZone'))}`;
    found.push(rulesetProblem([...path, 'zone'], `${message}; a zone is named like \`Europe/Berlin\` or \`UTC\``));
  }
  if (pair !== undefined) {
    if (normaliseColumnName(pair.debit) === normaliseColumnName(pair.credit)) {
      found.push(rulesetProblem([...path, 'debit_credit', 'credit'], 'it is the debit column too'));
    }
    found.push(...decimalFormatProblems([...path, 'debit_credit', 'format'], pair.format));
  }
  return [...found, ...(side.scope ?? []).flatMap((scope, index) => scopeProblems([...path, 'scope', index], scope))];
}

function scopeProblems(path: Path, { in: words, from, to }: ScopeRule): RulesetProblem[] {
  if (words === undefined && from === undefined && to === undefined) {
    return [rulesetProblem(path, 'it needs `in`, `from` or `to`')];
  }
  const found: RulesetProblem[] = [];
  for (const [member, bound] of Object.entries({ from, to })) {
    if (bound !== undefined && boundKind(bound) === undefined) {
      found.push(
        rulesetProblem(
          [...path, member],
          'a bound is a number such as 12.50 (at most 18 digits on either side), or a date as yyyy-MM-dd',
        ),
      );
    }
  }
  if (from === undefined || to === undefined || found.length > 0) return found;
  const kind = boundKind(from);
  if (kind !== boundKind(to)) {
    found.push(rulesetProblem([...path, 'to'], `it must be a ${kind}, as \`from\` is`));
  } else if (kind === 'date' ? from > to : Number(from) > Number(to)) {
    found.push(rulesetProblem([...path, 'to'], '`from` is above it, so nothing is in scope'));
  }
  return found;
}

function isEncoding(label: string): boolean {
  try {
    return new TextDecoder(label.trim()).encoding !== '';
  } catch {
    return false;
  }
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
