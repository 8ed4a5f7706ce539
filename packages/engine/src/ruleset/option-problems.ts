import { type Ruleset, sides } from '@reconcyl/contracts';
import { normaliseColumnName } from '../reading/column-names.ts';
import { columnOptionProblems } from './column-option-problems.ts';
import { ignoredByRuleset, rulesByColumn } from './columns-of-ruleset.ts';
import { formatProblems } from './format-problems.ts';
import { type RulesetProblem, rulesetProblem } from './problem-list.ts';
import { sideOptionProblems } from './side-option-problems.ts';

/** What a ruleset says that cannot be meant, whatever the files are. */
export function optionProblems(ruleset: Ruleset): RulesetProblem[] {
  return [
    ...repeatedColumns(ruleset),
    ...Object.entries(ruleset.columns ?? {}).flatMap(([name, rule]) => [
      ...columnOptionProblems(['columns', name], rule),
      ...formatProblems(['columns', name], rule),
    ]),
    ...ignoredColumns(ruleset),
    ...keyColumns(ruleset),
    ...oneToMany(ruleset),
    ...sides.flatMap((side) => sideOptionProblems([side], ruleset[side])),
  ];
}

function repeatedColumns(ruleset: Ruleset): RulesetProblem[] {
  const found: RulesetProblem[] = [];
  const [names, targets] = [new Set<string>(), new Map<string, string>()];
  for (const [name, { target }] of Object.entries(ruleset.columns ?? {})) {
    if (names.has(normaliseColumnName(name))) {
      found.push(rulesetProblem(['columns', name], 'another rule names the same column'));
    }
    names.add(normaliseColumnName(name));
    if (target === undefined) continue;
    const other = targets.get(normaliseColumnName(target));
    if (other === undefined) targets.set(normaliseColumnName(target), name);
    else found.push(rulesetProblem(['columns', name, 'target'], `\`${other}\` is compared with this column already`));
  }
  return found;
}

/** A rule for a column that is not compared would be read as if it did something. */
function ignoredColumns(ruleset: Ruleset): RulesetProblem[] {
  const found: RulesetProblem[] = [];
  const isIgnored = ignoredByRuleset(ruleset);
  for (const [name, rule] of Object.entries(ruleset.columns ?? {})) {
    if (!isIgnored(name)) continue;
    for (const option of Object.keys(rule)) {
      if (option === 'ignore' || option === 'target') continue;
      found.push(rulesetProblem(['columns', name, option], 'the column is ignored, so this would do nothing'));
    }
  }
  for (const [name, { currency }] of Object.entries(ruleset.columns ?? {})) {
    if (currency === undefined) continue;
    const path = ['columns', name, 'currency'];
    if (isIgnored(currency)) found.push(rulesetProblem(path, `the column \`${currency}\` is ignored`));
    if (normaliseColumnName(currency) === normaliseColumnName(name)) {
      found.push(rulesetProblem(path, 'an amount cannot be its own currency'));
    }
  }
  return found;
}

/** A key is the same or another: nothing in it can be near enough. */
const notForKeys = { tolerance: 'a tolerance', window: 'a window', round: 'a rounding' } as const;

function keyColumns(ruleset: Ruleset): RulesetProblem[] {
  const found: RulesetProblem[] = [];
  const rules = rulesByColumn(ruleset);
  const isIgnored = ignoredByRuleset(ruleset);
  const seen = new Set<string>();
  for (const [index, name] of (ruleset.key ?? []).entries()) {
    const path = ['key', index];
    const known = rules.get(normaliseColumnName(name));
    for (const option of ['tolerance', 'window', 'round'] as const) {
      if (known?.rule[option] === undefined) continue;
      const message = `the key column \`${name}\` cannot have ${notForKeys[option]}`;
      found.push(rulesetProblem(['columns', known.name, option], message));
    }
    if (isIgnored(name)) found.push(rulesetProblem(path, `the key column \`${name}\` cannot be ignored`));
    if (seen.has(normaliseColumnName(name))) found.push(rulesetProblem(path, `\`${name}\` is in the key already`));
    seen.add(normaliseColumnName(name));
  }
  return found;
}

function oneToMany(ruleset: Ruleset): RulesetProblem[] {
  const { amount, date, window_days: windowDays, same = [] } = ruleset.one_to_many ?? {};
  if (amount === undefined) return [];
  const found: RulesetProblem[] = [];
  const add = (path: readonly (string | number)[], message: string): void => {
    found.push(rulesetProblem(['one_to_many', ...path], message));
  };
  const rules = rulesByColumn(ruleset);
  const kindOf = (name: string) => rules.get(normaliseColumnName(name))?.rule.kind;
  const isIgnored = ignoredByRuleset(ruleset);
  const isKey = (name: string) => (ruleset.key ?? []).map(normaliseColumnName).includes(normaliseColumnName(name));

  const named: [path: (string | number)[], name: string][] = [
    [['amount'], amount],
    ...(date === undefined ? [] : [[['date'], date] as [string[], string]]),
    ...same.map((name, index): [(string | number)[], string] => [['same', index], name]),
  ];
  for (const [path, name] of named) if (isIgnored(name)) add(path, `the column \`${name}\` is ignored`);
  if (isKey(amount)) add(['amount'], `\`${amount}\` is a key column, so its values cannot be summed`);
  if ((kindOf(amount) ?? 'decimal') !== 'decimal') add(['amount'], `\`${amount}\` is ${kindOf(amount)}, not decimal`);
  if (date !== undefined && !['date', 'timestamp'].includes(kindOf(date) ?? 'date')) {
    add(['date'], `\`${date}\` is ${kindOf(date)}, not date or timestamp`);
  }
  if (date === undefined && windowDays !== undefined) add(['window_days'], 'there is no `date` that it could bound');
  const others = same.map(normaliseColumnName);
  for (const [index, name] of same.entries()) {
    if (normaliseColumnName(name) === normaliseColumnName(amount)) {
      add(['same', index], 'parts never have the amount of the whole');
    } else if (others.indexOf(normaliseColumnName(name)) < index) add(['same', index], `\`${name}\` is named already`);
  }
  return found;
}
