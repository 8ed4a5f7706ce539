import { ReconcylError } from '@reconcyl/contracts';
import { describe, expect, it } from 'vitest';
import { fakeIo } from '../testing/fake-io.ts';
import { writeError } from './write-error.ts';

describe('writeError', () => {
  it('tells code, message, what was found, every problem with its path, and what to do', () => {
    const io = fakeIo();
    writeError(
      io,
      new ReconcylError('RECON_RULESET_INVALID', 'It has two problems.', {
        problems: [
          { path: 'columns.amount.kind', message: 'unknown kind' },
          { path: '', message: 'too long' },
        ],
      }),
    );
    expect(io.stderrText()).toBe(
      [
        'error RECON_RULESET_INVALID: The ruleset is not valid.',
        '  It has two problems.',
        '  columns.amount.kind: unknown kind',
        '  too long',
        '  Correct every problem that the detail lists with its path.',
        '',
      ].join('\n'),
    );
    expect(io.stdoutText()).toBe('');
  });

  it('speaks of this process where the fault is here, and of the server where it is there', () => {
    const here = fakeIo();
    writeError(here, new ReconcylError('RECON_INTERNAL', undefined, { cause: new Error('a bug') }));
    expect(here.stderrText()).toContain('RECONCYL_DEBUG=1');
    expect(here.stderrText()).not.toContain('task id');
    const there = fakeIo();
    writeError(there, new ReconcylError('RECON_INTERNAL'));
    expect(there.stderrText()).toContain('task id');
  });

  it('never shows a stack trace or the message of an error without a code', () => {
    const io = fakeIo();
    writeError(io, new Error('secret /etc/path'));
    expect(io.stderrText()).toContain('RECON_INTERNAL');
    expect(io.stderrText()).not.toMatch(/secret|at .*\.ts/);
  });
});
