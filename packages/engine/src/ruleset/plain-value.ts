import { type Problem, ReconcylError } from '@reconcyl/contracts';
import { isAlias, isMap, isScalar, isSeq, type Node, type Scalar } from 'yaml';
import { formatPath, type Path } from './path.ts';

/** A ruleset has at most this many nodes: names, values, lists and maps. */
export const maxNodes = 2000;

/** Members whose value is a whole number. Everywhere else a number is text, or `0.10` would become a binary float. */
export const numberMembers: ReadonlySet<string> = new Set([
  ...['version', 'skip_lines', 'max_rejects', 'round', 'scale', 'days', 'pivot', 'window_days', 'max_parts'],
]);
/** Members whose value is true or false. Everywhere else `true` and `NULL` are words, as in `nulls: [NULL]`. */
export const booleanMembers: ReadonlySet<string> = new Set([
  ...['header', 'ignore', 'reverse', 'strict_columns', 'business', 'keep_case', 'collapse_blanks', 'ignore_accents'],
  ...['ignore_punctuation', 'ignore_leading_zeros', 'nfkc', 'null_as_zero'],
]);

/**
 * The plain value of a YAML node, made by our own walk: anchors, aliases, tags, merge keys and repeated keys are problems, not
 * features. Throws RECON_RULESET_TOO_LARGE.
 */
export function toPlainValue(root: Node | null, problems: Problem[]): unknown {
  let nodes = 0;
  const problem = (path: Path, message: string): void => {
    problems.push({ path: formatPath(path), message });
  };

  const convert = (node: unknown, path: Path): unknown => {
    nodes++;
    if (nodes > maxNodes) throw new ReconcylError('RECON_RULESET_TOO_LARGE', `It has more than ${maxNodes} nodes.`);
    if (isAlias(node)) {
      problem(path, 'aliases (`*name`) are not allowed');
      return undefined;
    }
    if (isScalar(node) || isMap(node) || isSeq(node)) {
      if (node.anchor !== undefined) problem(path, 'anchors (`&name`) are not allowed');
      if (node.tag !== undefined) problem(path, 'tags (`!name`) are not allowed');
    }
    if (isScalar(node)) return scalarValue(node, path.at(-1));
    if (isSeq(node)) return node.items.map((item, index) => convert(item, [...path, index]));
    if (!isMap(node)) return null;
    // Without a prototype, so that a name such as __proto__ is a member like others.
    const members: Record<string, unknown> = Object.create(null);
    for (const { key, value } of node.items) {
      nodes++;
      if (!isScalar(key)) {
        problem(path, 'a name must be plain text');
        continue;
      }
      const name = keyText(key);
      if (key.anchor !== undefined) problem([...path, name], 'anchors (`&name`) are not allowed');
      if (key.tag !== undefined) problem([...path, name], 'tags (`!name`) are not allowed');
      if (name === '<<') problem(path, 'merge keys (`<<`) are not allowed');
      else if (name === '__proto__') problem(path, 'a member cannot be called `__proto__`');
      else if (Object.hasOwn(members, name)) problem([...path, name], 'the name is repeated');
      else members[name] = convert(value, [...path, name]);
    }
    return members;
  };
  return root === null ? {} : convert(root, []);
}

function scalarValue(scalar: Scalar, member: string | number | undefined): unknown {
  const { value, source } = scalar;
  if (typeof value === 'string') return value;
  if (typeof member === 'string') {
    if (value === null) return null;
    if (typeof value === 'boolean' && booleanMembers.has(member)) return value;
    if (Number.isSafeInteger(value) && numberMembers.has(member)) return value;
  }
  return source ?? String(value);
}

function keyText(key: Scalar): string {
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
}
