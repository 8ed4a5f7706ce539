/**
 * Names the tests that failed, prints the closing line of a run of the tests, `N passed, N failed`, and exits 1 unless all passed. A
 * skipped test is a failure: it would let a check disappear in silence. So is a report that is not there, or has no tests.
 *
 * Usage: node scripts/ci-summary.ts <number of failed steps> <vitest json report> …
 */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

interface Report {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults?: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly Assertion[];
  }[];
}

interface Assertion {
  readonly status: string;
  readonly fullName: string;
  readonly failureMessages: readonly string[];
}

interface Count {
  readonly passed: number;
  readonly failed: number;
}

const [failedSteps = '0', ...paths] = process.argv.slice(2);
const counts = paths.map(countOf);
const sumOf = (one: (count: Count) => number) => counts.reduce((sum, count) => sum + one(count), 0);

const passed = sumOf((count) => count.passed);
// The step that wrote a report with failures is among the failed steps; it is not counted twice.
const reported = counts.filter((count) => count.failed > 0).length;
const failed = sumOf((count) => count.failed) + Math.max(0, Number(failedSteps) - reported);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

function countOf(path: string): Count {
  let report: Report;
  try {
    report = JSON.parse(readFileSync(path, 'utf8')) as Report;
  } catch {
    console.log(`There is no report ${path}; it counts as one failure`);
    return { passed: 0, failed: 1 };
  }
  for (const line of (report.testResults ?? []).flatMap(failuresOf)) console.log(line);
  const notRun = report.numPendingTests + report.numTodoTests;
  if (notRun > 0) console.log(`${notRun} tests did not run; each counts as failed`);
  const failedTests = report.numFailedTests + notRun;
  const isWhole = report.success && report.numPassedTests > 0;
  return { passed: report.numPassedTests, failed: failedTests > 0 || isWhole ? failedTests : 1 };
}

/** A line for each test of a file that did not pass, and for what kept the file from being run. */
function failuresOf({ name, message, assertionResults }: NonNullable<Report['testResults']>[number]): string[] {
  const file = relative(process.cwd(), name);
  const failed = assertionResults.filter(({ status }) => status !== 'passed');
  const lines = failed.map(
    ({ status, fullName, failureMessages }) =>
      `${status}: ${file}: ${fullName}: ${firstLine(failureMessages[0] ?? '')}`,
  );
  return message === '' ? lines : [`failed: ${file}: ${firstLine(message)}`, ...lines];
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
