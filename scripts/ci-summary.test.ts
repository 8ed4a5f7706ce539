import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ci-summary-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const none = {
  success: true,
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [],
};

function report(
  name: string,
  members: Partial<Omit<typeof none, 'testResults'>> & { testResults?: unknown[] },
): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify({ ...none, ...members }));
  return path;
}

function run(failedSteps: number, ...reports: string[]) {
  const script = join(import.meta.dirname, 'ci-summary.ts');
  return spawnSync(process.execPath, [script, String(failedSteps), ...reports], { encoding: 'utf8' });
}

/** The last line and the exit code. */
function summary(failedSteps: number, ...reports: string[]): [string | undefined, number | null] {
  const { stdout, status } = run(failedSteps, ...reports);
  return [stdout.trim().split('\n').at(-1), status];
}

describe('the closing line of continuous integration', () => {
  it('sums what all reports say', () => {
    const [one, other] = [report('1', { numPassedTests: 3 }), report('2', { numPassedTests: 4 })];
    expect(summary(0, one, other)).toEqual(['7 passed, 0 failed', 0]);
  });

  it('counts a step whose report tells of failures once, and any other failed step', () => {
    const one = report('1', { success: false, numPassedTests: 3, numFailedTests: 2 });
    const other = report('2', { numPassedTests: 4 });
    expect(summary(1, one, other)).toEqual(['7 passed, 2 failed', 1]);
    expect(summary(2, one, other)).toEqual(['7 passed, 3 failed', 1]);
    expect(summary(1, other)).toEqual(['4 passed, 1 failed', 1]);
  });

  it('takes what did not run for a failure: a test, a report, a file that could not be read', () => {
    const skipped = report('1', { numPassedTests: 3, numPendingTests: 1, numTodoTests: 1 });
    const broken = report('2', { success: false, numPassedTests: 4 });
    expect(summary(0, skipped)).toEqual(['3 passed, 2 failed', 1]);
    expect(summary(1, broken)).toEqual(['4 passed, 1 failed', 1]);
    expect(summary(0, report('3', {}))).toEqual(['0 passed, 1 failed', 1]);
    expect(summary(0, report('4', { numPassedTests: 4 }), join(folder, 'absent'))).toEqual(['4 passed, 1 failed', 1]);
    writeFileSync(join(folder, 'half'), '{"success": true, "numPassedTests": 3');
    expect(summary(1, join(folder, 'half'))).toEqual(['0 passed, 1 failed', 1]);
    expect(summary(0)).toEqual(['0 passed, 0 failed', 1]);
  });

  it('follows the names of the tests that failed, and of the files that could not be run', () => {
    const test = (status: string, fullName: string, ...failureMessages: string[]) => ({
      status,
      fullName,
      failureMessages,
    });
    const assertionResults = [
      test('passed', 'adds'),
      test('failed', 'divides', 'expected 2 to be 1\n    at x.ts:3'),
      test('pending', 'multiplies'),
    ];
    const testResults = [
      { name: join(process.cwd(), 'src/x.test.ts'), message: '', assertionResults },
      { name: join(process.cwd(), 'src/y.test.ts'), message: 'Cannot find y\nand more', assertionResults: [] },
    ];
    const one = report('1', { success: false, numPassedTests: 1, numFailedTests: 1, numPendingTests: 1, testResults });
    expect(run(1, one).stdout.trim().split('\n')).toEqual([
      'failed: src/x.test.ts: divides: expected 2 to be 1',
      'pending: src/x.test.ts: multiplies: ',
      'failed: src/y.test.ts: Cannot find y',
      '1 tests did not run; each counts as failed',
      '1 passed, 2 failed',
    ]);
  });
});
