/**
 * Prints the closing line of a run of the tests, `N passed, N failed`, and exits 1 unless all passed. A skipped test is a failure:
 * it would let a check disappear in silence.
 *
 * Usage: node scripts/ci-summary.ts <vitest json report> <number of failed steps>
 */
import { readFileSync } from 'node:fs';

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly numFailedTestSuites: number;
}

const [reportPath = '', failedSteps = '0'] = process.argv.slice(2);
const { passed, failed } = count(reportPath, Number(failedSteps));
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

function count(path: string, steps: number): { passed: number; failed: number } {
  let report: Report;
  try {
    report = JSON.parse(readFileSync(path, 'utf8')) as Report;
  } catch {
    return { passed: 0, failed: Math.max(1, steps) };
  }
  const notRun = report.numPendingTests + report.numTodoTests;
  if (notRun > 0) console.log(`${notRun} tests did not run; each counts as failed`);
  const failedTests = report.numFailedTests + notRun;
  // The test step itself is among the failed steps when a test failed; it is not counted twice.
  const others = failedTests > 0 ? Math.max(0, steps - 1) : steps;
  return { passed: report.numPassedTests, failed: failedTests + others };
}
