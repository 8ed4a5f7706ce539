export { parseRuleset } from '../ruleset/index.ts';
export { type DescribeRequest, describeFiles } from './describe-files.ts';
