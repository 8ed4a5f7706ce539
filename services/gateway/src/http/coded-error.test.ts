import { ReconcylError } from '@reconcyl/contracts';
import { describe, expect, it } from 'vitest';
import { toCodedError } from './coded-error.ts';

const withCode = (code: string) => Object.assign(new Error('inside: /path, cell'), { code });

describe('an error without a code of ours', () => {
  it.each([
    [withCode('FST_PARTS_LIMIT'), 'RECON_UPLOAD_INVALID'],
    [withCode('FST_MP_PREMATURE_CLOSE'), 'RECON_UPLOAD_CUT_OFF'],
    [withCode('FST_ERR_BAD_URL'), 'RECON_ROUTE_NOT_FOUND'],
    [withCode('ENOSPC'), 'RECON_DISK_FULL'],
    [new Error('Unexpected end of multipart data'), 'RECON_UPLOAD_CUT_OFF'],
    [new Error('Multipart: Boundary not found'), 'RECON_UPLOAD_INVALID'],
    [new Error('inside: /path, cell'), 'RECON_INTERNAL'],
    ['inside: /path, cell', 'RECON_INTERNAL'],
    [undefined, 'RECON_INTERNAL'],
  ])('%s becomes %s without its words', (thrown, code) => {
    const error = toCodedError(thrown);
    expect(error.code).toBe(code);
    expect(error.message).not.toContain('/path');
  });

  it('stays what it is when it has one', () => {
    const error = new ReconcylError('RECON_BUSY');
    expect(toCodedError(error)).toBe(error);
  });
});
