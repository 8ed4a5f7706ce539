export { checkRulesetAgainstHeaders } from './check-headers.ts';
export { parseRuleset } from './parse-ruleset.ts';
export { suggest } from './suggest.ts';
