import type { Answer } from './run-both.ts';

/** A part of the answer that may be left out of the comparison, with the reason where it is left out. */
export const answerParts = [
  'verdict',
  'counts',
  'breaks',
  'causes',
  'duplicates',
  'collision',
  'sums',
  'columns',
  'normalised',
  'totals',
  'total_counts',
] as const;
export type AnswerPart = (typeof answerParts)[number];

/** What the two say differently, one line for each; at most a few of each part. */
export function disagreements(engine: Answer, oracle: Answer, parts: ReadonlySet<AnswerPart>): string[] {
  const found: string[] = [];
  const [a, b] = [seen(engine, parts), seen(oracle, parts)];
  for (const part of Object.keys(a)) {
    const [said, expected] = [a[part] ?? [], b[part] ?? []];
    const [saidSet, expectedSet] = [new Set(said), new Set(expected)];
    found.push(
      ...said
        .filter((line) => !expectedSet.has(line))
        .slice(0, 5)
        .map((line) => `${part}: engine ${line}`),
    );
    found.push(
      ...expected
        .filter((line) => !saidSet.has(line))
        .slice(0, 5)
        .map((line) => `${part}: oracle ${line}`),
    );
    if (said.length !== expected.length) found.push(`${part}: engine ${said.length}, oracle ${expected.length}`);
  }
  return found;
}

function seen(answer: Answer, parts: ReadonlySet<AnswerPart>): Record<string, string[]> {
  const lines = (part: AnswerPart, list: readonly unknown[]) =>
    parts.has(part) ? list.map((item) => JSON.stringify(item)) : [];
  const breaks = answer.breaks.map(({ at, differences }) => ({
    at,
    differences: parts.has('causes') ? differences : differences.map(({ causes: _, ...rest }) => rest),
  }));
  const duplicates = answer.duplicates.map(({ lines: at, collision, sums }) => [
    at,
    parts.has('collision') && collision,
    parts.has('sums') ? sums : [],
  ]);
  return {
    verdict: lines('verdict', [answer.verdict]),
    counts: lines('counts', Object.entries(answer.counts).sort()),
    breaks: lines('breaks', breaks),
    duplicates: lines('duplicates', duplicates),
    columns: lines(
      'columns',
      answer.columns.map(({ normalised, ...rest }) => ({
        ...rest,
        ...(parts.has('normalised') ? { normalised } : {}),
      })),
    ),
    totals: lines(
      'totals',
      answer.totals.map(({ differing, ...rest }) => ({
        ...rest,
        ...(parts.has('total_counts') ? { differing } : {}),
      })),
    ),
  };
}
