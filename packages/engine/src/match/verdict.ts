import type { Counts, Finding, Verdict } from '@reconcyl/contracts';
import type { Plan } from '../types.ts';

/** `breaks` if anything is missing, differs or was rejected; duplicates that all pair are no break. */
export function verdictOf(counts: Counts): Verdict {
  const breaks =
    counts.missing_in_target +
    counts.missing_in_source +
    counts.discrepancies +
    counts.rejected_in_source +
    counts.rejected_in_target;
  return breaks === 0 ? 'agree' : 'breaks';
}

/** One sentence or a few: the verdict, then what was assumed, ignored or not compared. */
export function verdictSentence(counts: Counts, plan: Plan, warnings: readonly Finding[]): string {
  return [finding(counts), ...assumptions(plan), ...warnings.map((warning) => warning.message)].join(' ');
}

function finding(counts: Counts): string {
  const parts = [
    phrase(counts.missing_in_target, 'record is missing in the target', 'records are missing in the target'),
    phrase(counts.missing_in_source, 'record is missing in the source', 'records are missing in the source'),
    phrase(counts.discrepancies, 'record differs', 'records differ'),
    phrase(counts.rejected_in_source, 'line of the source was rejected', 'lines of the source were rejected'),
    phrase(counts.rejected_in_target, 'line of the target was rejected', 'lines of the target were rejected'),
  ].filter((part) => part !== '');
  if (parts.length > 0) return `The files do not agree: ${joined(parts)}.`;
  if (counts.agreeing === 0) return 'The files agree: neither has a record.';
  return `The files agree: ${phrase(counts.agreeing, 'record is', 'records are')} the same on both sides.`;
}

function assumptions(plan: Plan): string[] {
  const { sourceOnly, targetOnly, ignored } = plan.notCompared;
  const wholeRow = plan.key.wholeRow === true;
  const compared = plan.columns.length - plan.key.columns.length;
  return [
    ...(plan.key.inferred && !wholeRow ? [`The key was inferred: ${plan.key.columns.join(', ')}.`] : []),
    ...(compared === 0 && !wholeRow ? ['Nothing beside the key was compared.'] : []),
    ...(sourceOnly.length > 0 ? [`Only the source has ${named(sourceOnly)}, not compared.`] : []),
    ...(targetOnly.length > 0 ? [`Only the target has ${named(targetOnly)}, not compared.`] : []),
    ...(ignored.length > 0 ? [`The ruleset ignores ${named(ignored)}.`] : []),
  ];
}

function phrase(count: number, one: string, many: string): string {
  if (count === 0) return '';
  return count === 1 ? `1 ${one}` : `${grouped(count)} ${many}`;
}

/** A number with its thousands apart. `toLocaleString` would do it, after 100 ms of loading locales. */
function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

function named(names: readonly string[]): string {
  const most = 5;
  const some = names.slice(0, most);
  return names.length > most ? `${some.join(', ')} and ${names.length - most} more columns` : joined(some);
}

function joined(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
