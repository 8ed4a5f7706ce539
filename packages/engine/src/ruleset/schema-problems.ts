import { type Problem, rulesetJsonSchema, type rulesetSchema } from '@reconcyl/contracts';
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

/** The members that may stand at a path of a ruleset, as its JSON Schema says. */
function knownMembers(path: Path): string[] {
  let nodes: readonly SchemaNode[] = [rulesetJsonSchema()];
  for (const part of path) nodes = nodes.flatMap(ways).flatMap((node) => below(node, part));
  return nodes.flatMap(ways).flatMap(({ properties = {} }) => Object.keys(properties));
}

type SchemaNode = ReturnType<typeof rulesetJsonSchema>;

function ways(node: SchemaNode): SchemaNode[] {
  return [node, ...(node.anyOf ?? [])].filter((way) => typeof way === 'object');
}

function below({ properties = {}, additionalProperties, items }: SchemaNode, part: string | number): SchemaNode[] {
  const found =
    typeof part === 'number' ? items : Object.hasOwn(properties, part) ? properties[part] : additionalProperties;
  return typeof found === 'object' && !Array.isArray(found) ? [found] : [];
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
