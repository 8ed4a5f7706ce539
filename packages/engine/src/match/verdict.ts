import type { Counts, Finding, Verdict } from '@reconcyl/contracts';
import type { Plan } from '../types.ts';

/**
 * `breaks` if anything is missing, differs or was rejected, if a tolerance forgave more than it may in sum, or if only one side has a
 * column where the ruleset is strict about them. Duplicates that all pair are no break.
 */
export function verdictOf(
  counts: Counts,
  plan: Pick<Plan, 'strictColumns' | 'notCompared'>,
  caps: readonly Finding[],
): Verdict {
  const breaks =
    counts.missing_in_target +
    counts.missing_in_source +
    counts.discrepancies +
    counts.rejected_in_source +
    counts.rejected_in_target +
    caps.length +
    strictBreaks(plan).length;
  return breaks === 0 ? 'agree' : 'breaks';
}

/** What the verdict is told from. */
export interface Judged {
  readonly counts: Counts;
  readonly plan: Plan;
  readonly caps: readonly Finding[];
  /** Columns of which cells were forgiven. */
  readonly forgiven: readonly { readonly name: string; readonly forgiven: number }[];
  readonly setAside: { readonly source: number; readonly target: number };
  readonly warnings: readonly Finding[];
}

/** One sentence or a few: the verdict, then what was assumed, ignored, forgiven or not compared. */
export function verdictSentence(judged: Judged): string {
  const { plan, caps, warnings } = judged;
  return [
    finding(judged),
    ...caps.map(({ message }) => message),
    ...assumptions(plan),
    ...allowances(judged),
    ...warnings.map(({ message }) => message),
  ].join(' ');
}

function strictBreaks({ strictColumns, notCompared }: Pick<Plan, 'strictColumns' | 'notCompared'>): string[] {
  if (!strictColumns) return [];
  const { sourceOnly, targetOnly } = notCompared;
  return [
    ...(sourceOnly.length > 0 ? [`only the source has ${named(sourceOnly)}`] : []),
    ...(targetOnly.length > 0 ? [`only the target has ${named(targetOnly)}`] : []),
  ];
}

function finding({ counts, plan, caps }: Judged): string {
  const parts = [
    phrase(counts.missing_in_target, 'record is missing in the target', 'records are missing in the target'),
    phrase(counts.missing_in_source, 'record is missing in the source', 'records are missing in the source'),
    phrase(counts.discrepancies, 'record differs', 'records differ'),
    phrase(counts.rejected_in_source, 'line of the source was rejected', 'lines of the source were rejected'),
    phrase(counts.rejected_in_target, 'line of the target was rejected', 'lines of the target were rejected'),
    ...strictBreaks(plan),
    phrase(caps.length, 'tolerance forgave more than it may', 'tolerances forgave more than they may'),
  ].filter((part) => part !== '');
  if (parts.length > 0) return `The files do not agree: ${joined(parts)}.`;
  if (counts.source_rows + counts.target_rows === 0) return 'The files agree: neither has a record.';
  if (counts.agreeing === 0) return 'The files agree.';
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

/** What the answer passes over: cells within a tolerance, rows that stand aside, records matched as groups. */
function allowances({ counts, forgiven, setAside }: Judged): string[] {
  const cells = forgiven.reduce((sum, column) => sum + column.forgiven, 0);
  const names = named(forgiven.map(({ name }) => name));
  const aside = [
    phrase(setAside.source, 'row of the source', 'rows of the source'),
    phrase(setAside.target, 'row of the target', 'rows of the target'),
  ].filter((part) => part !== '');
  const grouped = counts.source_in_groups + counts.target_in_groups;
  return [
    ...(cells > 0
      ? [`${phrase(cells, 'cell agrees', 'cells agree')} only within what the ruleset forgives (${names}).`]
      : []),
    ...(grouped > 0
      ? [`${phrase(grouped, 'record was', 'records were')} matched as groups of one against several.`]
      : []),
    ...(aside.length > 0 ? [`${joined(aside)} stood aside, not compared.`] : []),
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
