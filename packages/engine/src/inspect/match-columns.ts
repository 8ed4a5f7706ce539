import { type Problem, ReconcylError, type Ruleset } from '@reconcyl/contracts';
import { likelyRenames } from '../explain/likely-renames.ts';
import { normaliseColumnName } from '../reading/index.ts';
import { ignoredByRuleset, rulesByColumn } from '../ruleset/columns-of-ruleset.ts';

/** One column of the source beside the one of the target that it is compared with. */
export interface ColumnPair {
  readonly name: string;
  readonly targetName: string;
  readonly sourceIndex: number;
  readonly targetIndex: number;
}

export interface MatchedColumns {
  /** In the order of the source file. */
  readonly pairs: readonly ColumnPair[];
  readonly sourceOnly: readonly string[];
  readonly targetOnly: readonly string[];
  /** Matched, and left out by the ruleset. */
  readonly ignored: readonly string[];
  readonly ignoredPairs: readonly ColumnPair[];
}

/**
 * Matches the columns of both files: by the ruleset's mapping, then by normalised name; by position when neither file has a header.
 * A column without name here is one that a debit and credit pair uses up: it is neither matched nor listed.
 *
 * @throws RECON_NO_SHARED_COLUMNS when nothing matches; the detail names the first columns of each side.
 */
export function matchColumns(
  source: readonly (string | undefined)[],
  target: readonly (string | undefined)[],
  ruleset: Ruleset | undefined,
): MatchedColumns {
  const rules = rulesByColumn(ruleset);
  const mapping = new Map(
    [...rules].flatMap(
      ([
        name,
        {
          rule: { target: to },
        },
      ]) => (to === undefined ? [] : [[name, normaliseColumnName(to)]]),
    ),
  );
  const targetByName = new Map(
    target.flatMap((name, index) => (name === undefined ? [] : [[normaliseColumnName(name), index] as const])),
  );
  const mappedTargets = new Set([...mapping.values()]);
  const taken = new Set<number>();
  const pairs: ColumnPair[] = [];
  const sourceOnly: string[] = [];

  for (const [sourceIndex, name] of source.entries()) {
    if (name === undefined) continue;
    const mapped = mapping.get(normaliseColumnName(name));
    const wanted = mapped ?? normaliseColumnName(name);
    const targetIndex = mapped === undefined && mappedTargets.has(wanted) ? undefined : targetByName.get(wanted);
    if (targetIndex === undefined || taken.has(targetIndex)) {
      sourceOnly.push(name);
      continue;
    }
    taken.add(targetIndex);
    pairs.push({ name, targetName: target[targetIndex] as string, sourceIndex, targetIndex });
  }
  if (pairs.length === 0) {
    const some = (names: readonly unknown[]) => names.slice(0, 10).join(', ') + (names.length > 10 ? ', …' : '');
    const named = (names: readonly (string | undefined)[]) => names.filter((name) => name !== undefined);
    const likely = likelyRenames({ sourceOnly: named(source), targetOnly: named(target), likelyRenames: [] }).slice(
      0,
      5,
    );
    const hint = likely.map(({ source: ours, target: theirs }) => `${ours} and ${theirs}`).join(', ');
    const proposal = likely.length === 0 ? '' : ` Likely the same: ${hint}.`;
    throw new ReconcylError('RECON_NO_SHARED_COLUMNS', `Source: ${some(source)}. Target: ${some(target)}.${proposal}`);
  }

  const isIgnored = ignoredByRuleset(ruleset);
  return {
    pairs: pairs.filter((pair) => !isIgnored(pair.name)),
    sourceOnly,
    targetOnly: target.filter((name, index): name is string => name !== undefined && !taken.has(index)),
    ignoredPairs: pairs.filter((pair) => isIgnored(pair.name)),
    ignored: pairs.filter((pair) => isIgnored(pair.name)).map((pair) => pair.name),
  };
}

/** Finds the key columns among the matched pairs. @throws RECON_KEY_COLUMN_UNKNOWN with a problem for each one missing. */
export function findKeyColumns(pairs: readonly ColumnPair[], key: readonly string[]): ColumnPair[] {
  const problems: Problem[] = [];
  const found: ColumnPair[] = [];
  for (const [index, name] of key.entries()) {
    const wanted = normaliseColumnName(name);
    const pair =
      pairs.find((candidate) => normaliseColumnName(candidate.name) === wanted) ??
      pairs.find((candidate) => normaliseColumnName(candidate.targetName) === wanted);
    if (pair === undefined) {
      problems.push({ path: `key[${index}]`, message: `\`${name}\` is not a column that both files have` });
    } else if (!found.includes(pair)) {
      found.push(pair);
    }
  }
  if (problems.length > 0) {
    const shared = pairs.slice(0, 20).map((pair) => pair.name);
    const detail = `${problems.map((problem) => problem.message).join('; ')}. Shared columns: ${shared.join(', ')}.`;
    throw new ReconcylError('RECON_KEY_COLUMN_UNKNOWN', detail, { problems });
  }
  return found;
}
