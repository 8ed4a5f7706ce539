import { type Cause, causes, rulesetSchema } from '@reconcyl/contracts';
import { type Outcome, reconcileTexts } from '../reconcile-texts.ts';
import { exact, write } from './exact.ts';
import type { Pack } from './make-pack.ts';
import { oracle } from './oracle.ts';
import type { TieBreak } from './pair-rows.ts';
import type { OracleResult } from './types.ts';
import { writeCsv } from './write-csv.ts';

/** What the engine and the oracle say of a pack, in the same words. */
export async function runBoth(pack: Pack): Promise<{ readonly engine: Answer; readonly oracle: Answer }> {
  const source = writeCsv(pack.source.columns, pack.source.rows, pack.source.dialect);
  const target = writeCsv(pack.target.columns, pack.target.rows, pack.target.dialect);
  // Both paths of the engine: it loads the packs in which a key repeats all the same.
  const options = { ruleset: pack.ruleset, threads: 1, streamedRowsPerColumn: 0 };
  const outcome = await reconcileTexts(source.text, target.text, options);
  const expected = oracle(source.table, target.table, rulesetSchema.parse(pack.ruleset), asEngine(outcome));
  const said = fromOracle(expected);
  const unsaid = unsaidCauses(said, pack.ruleset);
  const hide = (answer: Answer) => withoutUnsaid(answer, pack.ruleset, unsaid, expected.pairsInSeveralWays);
  return { engine: hide(fromEngine(outcome)), oracle: hide(said) };
}

/** Causes that a rule decides alone. Which text causes combine, and how much of a text must be left of it, none says exactly. */
const plainCauses: ReadonlySet<string> = new Set<Cause>(
  causes.slice(0, causes.indexOf('number_format')).concat(['time_zone', 'within_1_day', 'day_month_swapped', 'year']),
);
const alone: ReadonlySet<string> = new Set(['case', 'spaces', 'encoding', 'accents', 'punctuation', 'leading_zeros']);

/**
 * Cells whose causes are not compared. Of rounded amounts no rule says to which scale `rounding` and `penny` go, nor
 * whether the causes of extracted texts are those of the cells, nor how many decimals an amount made of two columns has.
 */
function unsaidCauses({ breaks }: Answer, ruleset: Pack['ruleset']): ReadonlySet<string> {
  const { columns } = ruleset;
  const made = pairColumns(ruleset);
  // Of a cell that does not read in its column's kind, the engine names the blanks around it too.
  const isText = (column: string) => columns?.[column]?.kind === 'text';
  const isSaid = ({ column, causes: found, delta }: AnswerDifference) => {
    const [first = ''] = found;
    if (made.has(column)) return false;
    if (columns?.[column]?.round !== undefined || columns?.[column]?.extract !== undefined) return false;
    return plainCauses.has(first) || delta !== undefined || (found.length === 1 && alone.has(first) && isText(column));
  };
  const cells = breaks.flatMap(({ at, differences }) =>
    differences.filter((cell) => !isSaid(cell)).map((cell) => placeOf(at, cell)),
  );
  return new Set(cells);
}

const placeOf = (at: readonly unknown[], { column }: AnswerDifference): string => JSON.stringify([at, column]);

/**
 * Leaves out what no rule says: such causes, and by which text equal records of one key are put in order, and so how
 * many of their cells were written alike.
 */
function withoutUnsaid(
  answer: Answer,
  ruleset: Pack['ruleset'],
  unsaid: ReadonlySet<string>,
  inSeveralWays: boolean,
): Answer {
  // Amounts made of two columns may be shown with zeros at their end.
  const pairs = pairColumns(ruleset);
  return {
    ...answer,
    breaks: answer.breaks.map(({ at, differences }) => ({
      at,
      differences: differences
        .map((cell) => (unsaid.has(placeOf(at, cell)) ? { ...cell, causes: [] } : cell))
        .map((cell) =>
          pairs.has(cell.column) ? { ...cell, source: plain(cell.source), target: plain(cell.target) } : cell,
        ),
    })),
    duplicates: answer.duplicates.map((duplicate) =>
      // Where no duplicates are matched, none says whether they would agree.
      ruleset.duplicates === 'report' ? { ...duplicate, sums: [] } : duplicate,
    ),
    totals: answer.totals.map(({ differing, ...total }) =>
      // A difference of two currencies is one of each of them: under which it is counted, none says.
      answer.totals.filter(({ column }) => column === total.column).length > 1 ? total : { ...total, differing },
    ),
    columns:
      inSeveralWays || pairs.size > 0 ? answer.columns.map(({ normalised: _, ...column }) => column) : answer.columns,
  };
}

function pairColumns({ columns, source, target }: Pack['ruleset']): ReadonlySet<string> {
  const shown = [source, target].map((side) => side?.debit_credit?.as);
  return new Set(
    Object.entries(columns ?? {})
      .filter(([name, { target: other }]) => shown.includes(name) || (other !== undefined && shown.includes(other)))
      .map(([name]) => name),
  );
}

/** Among candidates that the rules leave open, those that the engine paired. */
function asEngine({ breaks }: Outcome): TieBreak {
  const partners = new Map(breaks.map(({ source_line, target_line }) => [source_line, target_line]));
  const targets = new Set(breaks.map(({ target_line }) => target_line));
  return (source, target) => {
    if (partners.has(source.line)) return partners.get(source.line) === target.line ? 0 : 1;
    return targets.has(target.line) ? 1 : 0;
  };
}

export interface Answer {
  readonly verdict: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly breaks: readonly { readonly at: readonly unknown[]; readonly differences: readonly AnswerDifference[] }[];
  readonly duplicates: readonly {
    readonly lines: readonly (readonly number[])[];
    readonly collision: boolean;
    readonly sums: readonly string[];
  }[];
  readonly columns: readonly Readonly<Record<string, unknown>>[];
  readonly totals: readonly Readonly<Record<string, unknown>>[];
}

export interface AnswerDifference {
  readonly column: string;
  readonly source: string;
  readonly target: string;
  readonly causes: readonly string[];
  readonly delta?: string | undefined;
}

/** Numbers may be written with zeros at their end. */
const plain = (amount: string): string => (/^-?\d+(\.\d+)?$/.test(amount) ? write(exact(amount)) : amount);
const plainDelta = (delta: string | undefined) => delta?.split(' ').map(plain).join(' ');

function fromEngine({ summary, breaks, duplicates }: Outcome): Answer {
  const { rejected_in_source: _, rejected_in_target: __, ...counts } = summary.counts;
  return {
    verdict: summary.verdict,
    counts,
    breaks: breaks.map(({ kind, source_line, target_line, reason, differences }) => ({
      at: [kind, source_line, target_line, reason ?? ''],
      differences: differences.map(({ column, source, target, cause, also, delta }) => ({
        column,
        source,
        target,
        causes: [cause, ...(also ?? [])],
        delta: plainDelta(delta),
      })),
    })),
    duplicates: duplicates.map(({ source_lines, target_lines, key_collision, sums_agree }) => ({
      lines: [source_lines, target_lines],
      collision: key_collision ?? false,
      sums: sums_agree ?? [],
    })),
    columns: summary.columns.map(({ name, compared, differing, normalised, forgiven, nulls, unreadable }) => ({
      name,
      compared,
      differing,
      normalised,
      forgiven,
      nulls,
      unreadable,
    })),
    totals: summary.control_totals.map((total) =>
      sorted(Object.fromEntries(Object.entries(total).map(([name, value]) => [name, plain(String(value))]))),
    ),
  };
}

const sorted = (members: Record<string, string>) =>
  Object.fromEntries(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1)));

function fromOracle(result: OracleResult): Answer {
  return {
    verdict: result.verdict,
    counts: result.counts,
    breaks: result.breaks.map(({ kind, sourceLine, targetLine, reason, differences }) => ({
      at: [kind, sourceLine, targetLine, reason ?? ''],
      differences: differences.map(({ column, source, target, causes, delta }) => ({
        column,
        source,
        target,
        causes,
        delta,
      })),
    })),
    duplicates: result.duplicates.map(({ sourceLines, targetLines, keyCollision, sumsAgree }) => ({
      lines: [sourceLines, targetLines],
      collision: keyCollision,
      sums: sumsAgree,
    })),
    columns: result.columns.map((column) => ({ ...column })),
    totals: result.totals.map((total) =>
      sorted(Object.fromEntries(Object.entries(total).map(([name, value]) => [name, String(value)]))),
    ),
  };
}
