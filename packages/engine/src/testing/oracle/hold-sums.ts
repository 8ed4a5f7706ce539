import { rulesetSchema } from '@reconcyl/contracts';
import { type Outcome, reconcileTexts } from '../reconcile-texts.ts';
import { exact, write } from './exact.ts';
import { groupDifference, matchSums, type SumAnswer } from './match-sums.ts';
import { makeSumPack } from './sum-pack.ts';
import { inOrder } from './without-lines.ts';
import { writeCsv } from './write-csv.ts';

/** What engine and oracle say of records that others sum to, for the pack of a seed, in the same words. */
export async function holdSums(seed: number, cases: number): Promise<{ engine: unknown; oracle: unknown }> {
  const { source, target, ruleset } = makeSumPack(seed, cases);
  const outcome = await reconcileTexts(
    writeCsv(source.columns, source.rows).text,
    writeCsv(target.columns, target.rows).text,
    { ruleset, threads: 1 },
  );
  return {
    engine: fromEngine(outcome),
    oracle: fromOracle(matchSums(source, target, rulesetSchema.parse(ruleset))),
  };
}

const amounts = ['amount', 'fee'];

function fromEngine({ summary, breaks, groups }: Outcome) {
  const missing = (side: 'source' | 'target') =>
    breaks
      .filter(({ kind }) => kind === (side === 'source' ? 'missing_in_target' : 'missing_in_source'))
      .map(({ source_line, target_line, reason }) => [side, source_line ?? target_line, reason ?? '']);
  return {
    inGroups: [summary.counts.source_in_groups, summary.counts.target_in_groups],
    paired: summary.counts.agreeing + summary.counts.discrepancies,
    missing: inOrder([...missing('source'), ...missing('target')]),
    groups: inOrder(
      groups.map(({ by, source_lines, target_lines, ambiguous }) =>
        ambiguous ? [by, 'ambiguous'] : [by, source_lines, target_lines],
      ),
    ),
    differences: amounts.map((name) => {
      const total = summary.control_totals.find(({ column }) => column === name);
      return write(exact(total?.group_differences ?? '0'));
    }),
  };
}

function fromOracle(answer: SumAnswer): ReturnType<typeof fromEngine> {
  const { groups, pairing } = answer;
  const matched = groups.filter(({ ambiguous }) => !ambiguous);
  const lines = (rows: readonly { line: number }[]) => rows.map(({ line }) => line).sort((a, b) => a - b);
  const missing = (side: 'source' | 'target') =>
    pairing[side === 'source' ? 'missingInTarget' : 'missingInSource'].map(({ row, reason }) => [
      side,
      row.line,
      reason ?? '',
    ]);
  return {
    inGroups: [matched.flatMap(({ source }) => source).length, matched.flatMap(({ target }) => target).length],
    paired: pairing.pairs.length,
    missing: inOrder([...missing('source'), ...missing('target')]) as ReturnType<typeof fromEngine>['missing'],
    groups: inOrder(
      groups.map(({ by, source, target, ambiguous }) =>
        ambiguous ? [by, 'ambiguous'] : [by, lines(source), lines(target)],
      ),
    ) as ReturnType<typeof fromEngine>['groups'],
    differences: amounts.map((name) => groupDifference(answer, name)),
  };
}
