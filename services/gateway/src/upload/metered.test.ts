import { once } from 'node:events';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { ReconcylError } from '@reconcyl/contracts';
import { describe, expect, it } from 'vitest';
import { createDiskFloor } from './disk-floor.ts';
import { type MeterOptions, metered } from './metered.ts';

const options = (changed: Partial<MeterOptions> = {}): MeterOptions => ({
  side: 'source',
  maxBytes: 10,
  diskFloor: createDiskFloor(async () => undefined, 0),
  signal: new AbortController().signal,
  ...changed,
});
const bytes = (size: number) => Readable.from([Buffer.alloc(size, 'x')], { objectMode: false });

describe('a metered part', () => {
  it('is handed on whole, up to the limit', async () => {
    expect(await metered(bytes(10), options(), text)).toBe('xxxxxxxxxx');
    await expect(metered(bytes(11), options(), text)).rejects.toMatchObject({ code: 'RECON_FILE_TOO_LARGE' });
  });

  it('that breaks off says why, whatever its consumer makes of it', async () => {
    const part = new Readable({
      read() {
        this.destroy(new ReconcylError('RECON_UPLOAD_CUT_OFF'));
      },
    });
    const consume = (body: Readable) => buffer(body).catch(() => Promise.reject(new Error('a store in trouble')));
    await expect(metered(part, options(), consume)).rejects.toMatchObject({ code: 'RECON_UPLOAD_CUT_OFF' });
  });

  it('whose consumer gives up says what the consumer says, and is read no further', async () => {
    const part = bytes(5);
    const consume = () => Promise.reject(new Error('a store in trouble'));
    await expect(metered(part, options(), consume)).rejects.toThrow('a store in trouble');
    expect(part.destroyed).toBe(true);
  });

  it('that is through before its consumer reads ends with the reason of its signal, and ends no process', async () => {
    const ending = new AbortController();
    const gate = Promise.withResolvers<void>();
    const part = bytes(5);
    const given = metered(part, options({ signal: ending.signal }), async (body) => {
      await gate.promise;
      return text(body);
    });
    await once(part, 'close');
    ending.abort(new ReconcylError('RECON_BUSY'));
    // An error that nobody hears of is thrown before this.
    await new Promise((resolve) => setImmediate(resolve));
    gate.resolve();
    await expect(given).rejects.toMatchObject({ code: 'RECON_BUSY' });
  });

  it('ends with the reason of its signal', async () => {
    const ending = new AbortController();
    const endless = new Readable({ read() {} });
    const given = metered(endless, options({ signal: ending.signal }), text);
    ending.abort(new ReconcylError('RECON_BUSY'));
    await expect(given).rejects.toMatchObject({ code: 'RECON_BUSY' });
    await expect(metered(bytes(1), options({ signal: ending.signal }), text)).rejects.toMatchObject({
      code: 'RECON_BUSY',
    });
  });
});
