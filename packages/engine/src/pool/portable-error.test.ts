import { ReconcylError } from '@reconcyl/contracts';
import { describe, expect, it } from 'vitest';
import { fromPortableError, toPortableError } from './portable-error.ts';

function travel(error: unknown): ReconcylError {
  return fromPortableError(structuredClone(toPortableError(error)));
}

describe('an error between processes', () => {
  it('keeps what may be shown', () => {
    const error = new ReconcylError('RECON_KEY_COLUMN_UNKNOWN', 'Nothing qualifies.', {
      problems: [{ path: 'key', message: 'x' }],
    });
    expect(travel(error)).toEqual(error);
    expect(travel(error).message).toBe(error.message);
  });

  it('leaves what its cause says behind, even where that looks like a stack', () => {
    const cause = new RangeError('a secret\n    at secret (secret.csv:1:1)\nmore');
    const arrived = travel(new ReconcylError('RECON_INTERNAL', undefined, { cause }));
    expect(arrived.cause).toMatchObject({ name: 'RangeError', message: 'in a child process' });
    expect(String((arrived.cause as Error).stack)).toContain('portable-error.test.ts');
    expect(String((arrived.cause as Error).stack)).not.toContain('secret');
  });

  it('is RECON_INTERNAL when it had no code, whatever was thrown', () => {
    expect(travel('a secret')).toMatchObject({ code: 'RECON_INTERNAL', detail: undefined, cause: undefined });
    expect(JSON.stringify(toPortableError(new Error('a secret')))).not.toContain('secret');
  });
});
