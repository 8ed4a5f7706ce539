import { columnRuleSchema, type Problem, rulesetSchema, sideRuleSchema, toleranceSchema } from '@reconcyl/contracts';
import { formatPath, type Path } from './path.ts';
import { didYouMean } from './suggest.ts';

type Issue = NonNullable<ReturnType<typeof rulesetSchema.safeParse>['error']>['issues'][number];

/** The problems that the schema found, one each, in the order of the text as far as it can be told. */
export function schemaProblems(issues: readonly Issue[], value: unknown): Problem[] {
  return issues.flatMap((issue) => problemsOf(issue, [])).map((problem) => withName(problem, value));
}

interface Found {
  readonly path: Path;
  readonly message: string;
}

function problemsOf(issue: Issue, above: Path): Found[] {
  const path: Path = [...above, ...issue.path.map((part) => (typeof part === 'number' ? part : String(part)))];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: `unknown member${didYouMean(key, knownMembers(path))}`,
    }));
  }
  if (issue.code === 'invalid_union') {
    // Where one of the ways to write it was followed further than its first word, its problems are the ones to tell.
    const followed = issue.errors.find((branch) =>
      branch.every((one) => one.path.length > 0 || one.code !== 'invalid_type'),
    );
    if (followed !== undefined && followed.length > 0) return followed.flatMap((one) => problemsOf(one, path));
    const expected = issue.errors.flat().map((one) => ('expected' in one ? String(one.expected) : ''));
    const named = [...new Set(expected.filter((one) => one !== ''))];
    return [{ path, message: named.length > 0 ? `expected ${named.join(' or ')}` : issue.message }];
  }
  return [{ path, message: issue.message.replace(/^Invalid input: /, '') }];
}

/** The members that may stand at a path of a ruleset. */
function knownMembers(path: Path): string[] {
  const [first, , third] = path;
  const side = first === 'source' || first === 'target';
  if (path.length === 0) return Object.keys(rulesetSchema.shape);
  if (first === 'columns' && path.length === 2) return Object.keys(columnRuleSchema.shape);
  if (first === 'columns' && third === 'tolerance') return Object.keys(toleranceSchema.shape);
  if (first === 'columns' && third === 'format') return ['source', 'target'];
  if (side && path.length === 1) return Object.keys(sideRuleSchema.shape);
  if (side) return ['debit', 'credit', 'as', 'reverse'];
  return [];
}

function withName({ path, message }: Found, value: unknown): Problem {
  return {
    path: formatPath(path),
    message: path.length === 0 && !isObject(value) ? 'a ruleset is a map of members' : message,
  };
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
