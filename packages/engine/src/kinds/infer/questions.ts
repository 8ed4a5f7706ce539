import { type ColumnKind, ReconcylError, type Side } from '@reconcyl/contracts';
import type { Path } from '../../ruleset/path.ts';
import { type RulesetProblem, rulesetProblem } from '../../ruleset/problem-list.ts';
import { checkFormat, kindOfFormat } from '../check-format.ts';
import { bothSides, type PairQuestion } from './question.ts';
import type { PairRequest } from './types.ts';

/**
 * What the ruleset says of a pair, with the table's names of formats and the kind that a format implies.
 *
 * @param problems Gets a problem for each format that does not exist or is not of the kind.
 */
export function questionOf(pair: PairRequest, problems: RulesetProblem[]): PairQuestion {
  const { derived } = pair;
  const kind = pair.kind ?? impliedKind(pair) ?? (derived?.source || derived?.target ? 'decimal' : undefined);
  const formats = bothSides((side) => {
    const format = kind === 'decimal' && derived?.[side] ? derivedFormat : pair.formats?.[side];
    if (format === undefined) return undefined;
    try {
      // Of a format that no kind has, the names of the kind that it looks like are suggested.
      return checkFormat(kind ?? (/[a-z]/i.test(format) ? 'timestamp' : 'decimal'), format);
    } catch (error) {
      if (!(error instanceof ReconcylError)) throw error;
      // One format for both sides is one problem.
      const found = error.problems.map(({ message }) => rulesetProblem(pathOf(pair, side), message));
      problems.push(...found.filter(({ path }) => !problems.some((known) => known.path === path)));
      return undefined;
    }
  });
  return { pair, kind, formats };
}

/** How the amount of a debit and a credit is written, however they are. */
const derivedFormat = '1234.5';

function impliedKind({ formats }: PairRequest): ColumnKind | undefined {
  const kinds = [formats?.source, formats?.target]
    .map((format) => (format === undefined ? undefined : kindOfFormat(format)))
    .filter((kind) => kind !== undefined);
  return kinds.includes('timestamp') ? 'timestamp' : kinds[0];
}

function pathOf({ name, formats }: PairRequest, side: Side): Path {
  return ['columns', name, 'format', ...(formats?.source === formats?.target ? [] : [side])];
}
