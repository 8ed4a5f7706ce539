import { errorCatalogue, type Failure } from '@reconcyl/contracts';
import { fillTemplate } from './fill-template.ts';
import { letter } from './letter.ts';
import type { MailContent } from './mail.ts';
import { plainLine } from './plain-line.ts';
import { failedTemplate } from './templates/compiled.ts';

export interface FailedFacts {
  readonly taskId: string;
  readonly email: string;
  readonly failure: Failure;
  /** Where the reconciliation can be looked at. */
  readonly statusUrl: string;
}

/** Most problems of a ruleset that the mail lists. */
const problemLimit = 10;

/** The mail of an attempt that ended without an answer: what went wrong, and what can be done. */
export function composeFailed({ taskId, email, failure, statusUrl }: FailedFacts): MailContent {
  const { message, advice } = entryOf(failure.code);
  const detail = plainLine(failure.detail ?? '', 1000);
  const problems = (failure.problems ?? [])
    .slice(0, problemLimit)
    .map((problem) => plainLine(problem.path === '' ? problem.message : `${problem.path}: ${problem.message}`, 300));
  const retry = failure.canRetry
    ? 'Trying again can help: the files are still there.'
    : 'Trying again without a change will not help.';

  const html = fillTemplate(failedTemplate, {
    ...{ taskId, email, message, advice, detail, retry, statusUrl, code: failure.code },
    hasDetail: detail !== '',
    problems: problems.map((problem) => ({ problem })),
  });

  const lines = [
    'Your reconciliation task could not be completed, so there is no report.',
    '',
    message,
    ...(detail === '' ? [] : [detail]),
    ...problems.map((problem) => `  ${problem}`),
    '',
    `What you can do: ${advice}`,
    retry,
    `Code: ${failure.code}`,
    '',
    'The reconciliation:',
    statusUrl,
  ];
  const text = letter({ email, taskId, lines });
  return { subject: 'Reconciliation Failed', text, html };
}

/** A code of a newer version than this one is told as the general error. */
function entryOf(code: string): { readonly message: string; readonly advice: string } {
  const known = Object.hasOwn(errorCatalogue, code) ? (code as keyof typeof errorCatalogue) : 'RECON_INTERNAL';
  return errorCatalogue[known];
}
