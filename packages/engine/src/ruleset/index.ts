export { parseRuleset } from './parse-ruleset.ts';
export { suggest } from './suggest.ts';
