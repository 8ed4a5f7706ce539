import { describe, expect, it } from 'vitest';
import { continueTrace, startTrace, traceIdOf } from './trace.ts';

describe('a trace', () => {
  it('goes on with the same id and flags and another span', () => {
    const first = startTrace();
    const second = continueTrace(first);
    expect(second).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(traceIdOf(second)).toBe(traceIdOf(first));
    expect(second).not.toBe(first);
  });

  it.each([
    undefined,
    '',
    'nonsense',
    `00-${'0'.repeat(32)}-${'1'.repeat(16)}-01`,
    `00-${'1'.repeat(32)}-${'0'.repeat(16)}-01`,
  ])('begins anew where %j is no trace', (given) => {
    expect(traceIdOf(continueTrace(given))).not.toBe(traceIdOf(given));
    expect(continueTrace(given)).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });
});
