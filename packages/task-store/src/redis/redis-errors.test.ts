import { ReconcylError } from '@reconcyl/contracts';
import { ReplyError } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { toCodedError, withoutCommand } from './redis-errors.ts';

const reply = (message: string): Error => new ReplyError(message);

describe('errors of Redis', () => {
  it.each([
    'LOADING Redis is loading the dataset in memory',
    "OOM command not allowed when used memory > 'maxmemory'. script: 0, on @user_script:30.",
    'MISCONF Redis is configured to save RDB snapshots, but it is currently unable to persist to disk.',
    "READONLY You can't write against a read only replica.",
    "NOPERM User gateway has no permissions to run the 'set' command",
    "ERR The user executing the script can't run this command or subcommand script: 0, on @user_script:1.",
    'WRONGPASS invalid username-password pair or user is disabled.',
    'BUSY Redis is busy running a script.',
  ])('mean that it is away: %s', (message) => {
    const coded = toCodedError(reply(message));
    expect(coded).toBeInstanceOf(ReconcylError);
    expect(coded).toMatchObject({ code: 'RECON_UNAVAILABLE', cause: { message } });
  });

  it('mean that it is away when the connection broke or nothing was answered', () => {
    for (const message of ['Connection is closed.', 'Command timed out', 'read ECONNRESET']) {
      expect(toCodedError(new Error(message))).toMatchObject({ code: 'RECON_UNAVAILABLE' });
    }
  });

  it('stay as they are when they tell of a bug, or have a code', () => {
    const bug = reply('WRONGTYPE Operation against a key holding the wrong kind of value');
    expect(toCodedError(bug)).toBe(bug);
    const coded = new ReconcylError('RECON_FIELD_INVALID');
    expect(toCodedError(coded)).toBe(coded);
  });

  it('lose the command, which holds states and passwords', () => {
    const error = Object.assign(reply('WRONGPASS'), { command: { name: 'auth', args: ['status', 'hush'] } });
    expect(withoutCommand(error)).toBe(error);
    expect(error).not.toHaveProperty('command');
  });
});
