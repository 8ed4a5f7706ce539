import { ReconcylError } from '@reconcyl/contracts';
import { describe, expect, it } from 'vitest';
import { namingSide } from './naming-side.ts';

describe('namingSide', () => {
  const failing = (error: unknown) => namingSide('target', () => Promise.reject(error));

  it('says which file an error about a file speaks of, and keeps what was found', async () => {
    await expect(failing(new ReconcylError('RECON_FILE_EMPTY'))).rejects.toMatchObject({
      code: 'RECON_FILE_EMPTY',
      detail: 'Seen in the target file.',
    });
    await expect(failing(new ReconcylError('RECON_FILE_BINARY', 'It is a zip archive.'))).rejects.toMatchObject({
      detail: 'Seen in the target file: It is a zip archive.',
    });
  });

  it('leaves every other error as it is', async () => {
    const cancelled = new ReconcylError('RECON_CANCELLED');
    await expect(failing(cancelled)).rejects.toBe(cancelled);
    const bug = new TypeError('a bug');
    await expect(failing(bug)).rejects.toBe(bug);
  });
});
