import type { ColumnKind, ColumnRule } from '@reconcyl/contracts';
import { kindOfFormat } from '../kinds/check-format.ts';
import { hasGroup } from './has-group.ts';
import type { Path } from './path.ts';
import { type RulesetProblem, rulesetProblem } from './problem-list.ts';

/** Options that only columns of some kinds have. */
export const kindsOfOption: Readonly<Partial<Record<keyof ColumnRule, readonly ColumnKind[]>>> = {
  keep_case: ['text'],
  collapse_blanks: ['text'],
  ignore_accents: ['text'],
  ignore_punctuation: ['text'],
  ignore_leading_zeros: ['text'],
  nfkc: ['text'],
  tolerance: ['decimal'],
  round: ['decimal'],
  multiply: ['decimal'],
  negate: ['decimal'],
  null_as_zero: ['decimal'],
  currency: ['decimal'],
  window: ['date', 'timestamp'],
  precision: ['timestamp'],
  pivot: ['date', 'timestamp'],
  true_words: ['boolean'],
  false_words: ['boolean'],
};

/** What contradicts itself within the rule of one column. */
export function columnOptionProblems(path: Path, rule: ColumnRule): RulesetProblem[] {
  return [
    ...optionsOfOtherKinds(path, rule),
    ...booleanWords(path, rule),
    ...equivalentWords(path, rule),
    ...bounds(path, rule),
    ...expressions(path, rule),
  ];
}

/** Where the ruleset leaves the kind open, the values decide it, and what they decide is told by the run. */
function optionsOfOtherKinds(path: Path, rule: ColumnRule): RulesetProblem[] {
  const kind = givenKind(rule);
  if (kind === undefined) return [];
  return Object.keys(rule).flatMap((option) => {
    const kinds = kindsOfOption[option as keyof ColumnRule];
    if (kinds === undefined || kinds.includes(kind)) return [];
    return [rulesetProblem([...path, option], `is for ${kinds.join(' and ')}, and the column is ${kind}`)];
  });
}

function givenKind(rule: ColumnRule): ColumnKind | undefined {
  if (rule.kind !== undefined) return rule.kind;
  const { format } = rule;
  const one = typeof format === 'string' ? format : (format?.source ?? format?.target);
  return one === undefined ? undefined : kindOfFormat(one);
}

function booleanWords(path: Path, { kind, true_words: yes, false_words: no }: ColumnRule): RulesetProblem[] {
  if (kind !== 'boolean') return [];
  const found: RulesetProblem[] = [];
  if (yes === undefined)
    found.push(rulesetProblem([...path, 'true_words'], 'a boolean needs the words that mean true'));
  if (no === undefined)
    found.push(rulesetProblem([...path, 'false_words'], 'a boolean needs the words that mean false'));
  const trueWords = new Set(yes?.map(folded));
  for (const [index, word] of (no ?? []).entries()) {
    if (trueWords.has(folded(word)))
      found.push(rulesetProblem([...path, 'false_words', index], `\`${word}\` means true`));
  }
  return found;
}

/** A word in two lists would make all their words mean the same, or depend on their order. */
function equivalentWords(path: Path, { equivalents = [] }: ColumnRule): RulesetProblem[] {
  const listOf = new Map<string, number>();
  return equivalents.flatMap((words, list) =>
    words.flatMap((word, index) => {
      const known = listOf.get(folded(word));
      listOf.set(folded(word), known ?? list);
      if (known === undefined || known === list) return [];
      return [rulesetProblem([...path, 'equivalents', list, index], `\`${word}\` stands in list ${known + 1} already`)];
    }),
  );
}

function bounds(path: Path, { tolerance, round, window }: ColumnRule): RulesetProblem[] {
  const found: RulesetProblem[] = [];
  if (tolerance !== undefined && tolerance.absolute === undefined && tolerance.percent === undefined) {
    const cannotForgive = tolerance.total === undefined || round === undefined;
    if (cannotForgive) found.push(rulesetProblem([...path, 'tolerance'], 'it needs `absolute`, `percent` or both'));
  }
  for (const option of ['weekend', 'holidays'] as const) {
    if (window?.[option] === undefined || window.business === true) continue;
    found.push(rulesetProblem([...path, 'window', option], 'counts only beside `business: true`'));
  }
  return found;
}

function expressions(path: Path, { extract }: ColumnRule): RulesetProblem[] {
  if (extract === undefined) return [];
  const given: [Path, string | undefined][] =
    typeof extract === 'string'
      ? [[[...path, 'extract'], extract]]
      : [
          [[...path, 'extract', 'source'], extract.source],
          [[...path, 'extract', 'target'], extract.target],
        ];
  return given.flatMap(([at, expression]) =>
    expression === undefined || hasGroup(expression)
      ? []
      : [rulesetProblem(at, 'it needs a group, as in `INV-(\\d+)`: what stands in the first one is compared')],
  );
}

function folded(word: string): string {
  return word.trim().toLowerCase();
}
