import { rulesetSchema } from '@reconcyl/contracts';
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
  const outcome = await reconcileTexts(source.text, target.text, { ruleset: pack.ruleset, threads: 1 });
  const expected = oracle(source.table, target.table, rulesetSchema.parse(pack.ruleset), asEngine(outcome));
  return { engine: fromEngine(outcome), oracle: fromOracle(expected) };
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
