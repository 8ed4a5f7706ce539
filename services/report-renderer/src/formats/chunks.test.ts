import { describe, expect, it } from 'vitest';
import { inChunks } from './chunks.ts';

async function* pieces(count: number, length: number) {
  for (let n = 0; n < count; n += 1) yield String(n % 10).repeat(length);
}

describe('inChunks', () => {
  it('joins small pieces to chunks of about 64 kB and loses none', async () => {
    const chunks: string[] = [];
    for await (const chunk of inChunks(pieces(1000, 100))) chunks.push(chunk);
    expect(chunks.map((chunk) => chunk.length)).toEqual([65_600, 34_400]);
    expect(chunks.join('').slice(-101)).toBe(`8${'9'.repeat(100)}`);
  });

  it('gives nothing for nothing', async () => {
    const chunks: string[] = [];
    for await (const chunk of inChunks(pieces(0, 1))) chunks.push(chunk);
    expect(chunks).toEqual([]);
  });
});
