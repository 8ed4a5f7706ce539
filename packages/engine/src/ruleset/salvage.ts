import { type Ruleset, rulesetSchema } from '@reconcyl/contracts';
import type { Path } from './path.ts';

type Issue = NonNullable<ReturnType<typeof rulesetSchema.safeParse>['error']>['issues'][number];

/** Each round takes at least one member away; what is still wrong after these is not worth more. */
const mostRounds = 20;

/**
 * What of a ruleset can be understood, so that its names are checked in the same round as its shape: members that are wrong are
 * left out, the smallest one around each mistake.
 */
export function salvageRuleset(value: unknown): Ruleset {
  let kept = value;
  for (let round = 0; round < mostRounds; round++) {
    const parsed = rulesetSchema.safeParse(kept);
    if (parsed.success) return parsed.data;
    for (const path of parsed.error.issues.flatMap(pathsOf)) kept = without(kept, path) ?? {};
  }
  return { version: 1 };
}

function pathsOf(issue: Issue): Path[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path];
}

/** The value without the member at a path; a list goes whole, or the places of its other items would not be theirs. */
function without(value: unknown, [name, ...rest]: Path): unknown {
  if (typeof name !== 'string' || !isMap(value)) return undefined;
  // A member that is absent and had to be there makes the one around it useless.
  if (!Object.hasOwn(value, name)) return undefined;
  const { [name]: member, ...others } = value;
  const inner = rest.length === 0 ? undefined : without(member, rest);
  return inner === undefined ? others : { ...others, [name]: inner };
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
