import { describe, expect, it } from 'vitest';
import { createPartBuffers, cutIntoParts } from './parts.ts';

const size = 128 * 1024;

async function cut(...lengths: readonly number[]) {
  const whole = Uint8Array.from({ length: lengths.reduce((sum, length) => sum + length, 0) }, (_, n) => (n * 7) % 251);
  async function* chunks() {
    let at = 0;
    for (const length of lengths) {
      yield whole.subarray(at, at + length);
      at += length;
    }
  }
  const buffers = createPartBuffers(size);
  const parts: { length: number; isLast: boolean }[] = [];
  const bytes: Uint8Array[] = [];
  for await (const part of cutIntoParts(chunks(), size, buffers)) {
    parts.push({ length: part.bytes.length, isLast: part.isLast });
    bytes.push(Uint8Array.from(part.bytes));
    // As after it was sent: what is written into it now must not be what was given.
    buffers.giveBack(part.bytes);
  }
  expect(Buffer.concat(bytes).equals(whole)).toBe(true);
  return parts;
}

describe('cutIntoParts', () => {
  it('gives one empty part of nothing', async () => {
    expect(await cut()).toEqual([{ length: 0, isLast: true }]);
    expect(await cut(0, 0)).toEqual([{ length: 0, isLast: true }]);
  });

  it('gives one part of what fits into one', async () => {
    expect(await cut(10, 20)).toEqual([{ length: 30, isLast: true }]);
    expect(await cut(size - 1, 1)).toEqual([{ length: size, isLast: true }]);
    expect(await cut(size)).toEqual([{ length: size, isLast: true }]);
  });

  it('gives full parts and the rest, however the chunks lie', async () => {
    const full = { length: size, isLast: false };
    expect(await cut(size + 1)).toEqual([full, { length: 1, isLast: true }]);
    expect(await cut(1, size)).toEqual([full, { length: 1, isLast: true }]);
    expect(await cut(3 * size)).toEqual([full, full, { length: size, isLast: true }]);
    expect(await cut(...Array.from({ length: 30 }, () => 10_007))).toEqual([
      full,
      full,
      { length: 38_066, isLast: true },
    ]);
  });
});
