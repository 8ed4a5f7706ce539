import type { Counts, Verdict } from '@reconcyl/contracts';
import { exitCodes } from './exit-codes.ts';

export const reportChoices = ['json', 'csv', 'html', 'parquet'] as const;
export type ReportChoice = (typeof reportChoices)[number];

export const failOnChoices = ['any', 'missing', 'discrepancies', 'none'] as const;
export type FailOn = (typeof failOnChoices)[number];

/** The exit code of a run that has an answer. Rejected lines are breaks, too. */
export function exitCodeOf(answer: { readonly verdict: Verdict; readonly counts: Counts }, failOn: FailOn): number {
  const { missing_in_target: missingInTarget, missing_in_source: missingInSource, discrepancies } = answer.counts;
  const fails = {
    any: answer.verdict === 'breaks',
    missing: missingInTarget + missingInSource > 0,
    discrepancies: discrepancies > 0,
    none: false,
  };
  return fails[failOn] ? exitCodes.breaks : exitCodes.agree;
}
