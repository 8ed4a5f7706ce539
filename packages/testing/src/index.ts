export { describeAdapters } from './describe-adapters.ts';
export { type RunningProcess, runProcess } from './run-process.ts';
