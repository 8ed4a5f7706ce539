export { explainRecord } from './explain/explain-record.ts';
export type * from './explain/record-story.ts';
export { type DescribeRequest, describeFiles } from './inspect/describe-files.ts';
export { inspect } from './inspect/inspect.ts';
export { reconcile } from './match/reconcile.ts';
export { parseRuleset } from './ruleset/index.ts';
export { type RunRequest, run } from './run.ts';
export * from './types.ts';
export { engineVersion } from './version.ts';
