import { ReconcylError } from '@reconcyl/contracts';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { judgeError, planTry, retryDelayMs } from './decide.ts';

const calm = { isStopping: false, isOutOfTime: false };
const systemError = (code: string) => Object.assign(new Error('x'), { code });

describe('judgeError', () => {
  it.each([
    ['RECON_RULESET_INVALID', 'fail'],
    ['RECON_FILE_EMPTY', 'fail'],
    ['RECON_CONTROL_TOTALS', 'fail'],
    ['RECON_UNAVAILABLE', 'outage'],
    ['RECON_DISK_FULL', 'outage'],
    ['RECON_BUSY', 'outage'],
    ['RECON_WORKER_DIED', 'count'],
    ['RECON_INTERNAL', 'count'],
  ] as const)('takes %s as %s', (code, kind) => {
    expect(judgeError(new ReconcylError(code), calm).kind).toBe(kind);
  });

  it('takes a network or disk that is away as an outage, not as a failure', () => {
    expect(judgeError(systemError('ECONNREFUSED'), calm)).toEqual({ kind: 'outage', code: 'RECON_UNAVAILABLE' });
    expect(judgeError(systemError('ENOSPC'), calm)).toEqual({ kind: 'outage', code: 'RECON_DISK_FULL' });
  });

  it('counts a throw that nobody expected, and does not tell its message', () => {
    const verdict = judgeError(new Error('cell 4711'), calm);
    expect(verdict.kind).toBe('count');
    expect(JSON.stringify(verdict)).not.toContain('4711');
    expect(verdict.kind === 'count' && verdict.error.code).toBe('RECON_INTERNAL');
  });

  it('parks a document of a shape that it does not know', () => {
    const unknown = z.object({ version: z.literal(1) }).safeParse({ version: 2 }).error;
    expect(judgeError(unknown, calm).kind).toBe('park');
  });

  it('hands back whatever was thrown while the worker stops, unless the work had run out of its time', () => {
    expect(judgeError(new ReconcylError('RECON_CANCELLED'), { isStopping: true, isOutOfTime: false }).kind).toBe(
      'hand-back',
    );
    const verdict = judgeError(new ReconcylError('RECON_CANCELLED'), { isStopping: true, isOutOfTime: true });
    expect(verdict.kind === 'fail' && verdict.error.code).toBe('RECON_WORK_TOO_LARGE');
  });
});

describe('planTry', () => {
  it('lets work begin beside other work at first and after one death', () => {
    expect(planTry([])).toBe('together');
    expect(planTry(['died'])).toBe('together');
  });

  it('lets work that killed two workers begin alone', () => {
    expect(planTry(['died', 'died'])).toBe('alone');
    expect(planTry(['died', { threw: 'RECON_WORKER_DIED' }])).toBe('alone');
  });

  it('gives up after the third death', () => {
    expect(planTry(['died', 'died', 'died'])).toEqual({ giveUp: 'RECON_WORKER_DIED' });
  });

  it('gives up with the code that was thrown when no worker died', () => {
    const threw = { threw: 'RECON_INTERNAL' } as const;
    expect(planTry([threw, threw])).toBe('together');
    expect(planTry([threw, threw, threw])).toEqual({ giveUp: 'RECON_INTERNAL' });
  });
});

describe('retryDelayMs', () => {
  it('grows with each bad try, up to thirty seconds', () => {
    expect([1, 2, 3, 4, 50].map(retryDelayMs)).toEqual([1000, 5000, 25_000, 30_000, 30_000]);
  });
});
