import { type ColumnRule, type Problem, ReconcylError } from '@reconcyl/contracts';
import { checkFormat, kindOfFormat } from '../kinds/check-format.ts';
import type { Path } from './path.ts';
import { type RulesetProblem, rulesetProblem } from './problem-list.ts';

/** Formats that no kind has, or not the kind of their column; each with the nearest names. */
export function formatProblems(path: Path, { kind, format }: ColumnRule): RulesetProblem[] {
  if (format === undefined) return [];
  const given =
    typeof format === 'string'
      ? [[['format'], format] as const]
      : Object.entries(format).map(([side, one]) => [['format', side], one] as const);
  return given.flatMap(([at, one]) => {
    if (one === undefined) return [];
    // What has letters was meant as a date, what has digits as a number.
    const wanted = kind ?? kindOfFormat(one) ?? (/[a-z]/i.test(one) ? 'timestamp' : 'decimal');
    return problemsOf(() => checkFormat(wanted, one)).map(({ message }) => rulesetProblem([...path, ...at], message));
  });
}

/** A debit and credit pair is written as decimals are. */
export function decimalFormatProblems(path: Path, format: string | undefined): RulesetProblem[] {
  if (format === undefined) return [];
  return problemsOf(() => checkFormat('decimal', format)).map(({ message }) => rulesetProblem(path, message));
}

function problemsOf(check: () => unknown): readonly Problem[] {
  try {
    check();
    return [];
  } catch (error) {
    if (error instanceof ReconcylError && error.code === 'RECON_RULESET_INVALID') return error.problems;
    throw error;
  }
}
