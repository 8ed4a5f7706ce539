import { describe, expect, it } from 'vitest';
import { inChunks, textOf } from './chunks.ts';

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

describe('the text of a piece of a list', () => {
  it('is in order and in chunks, so that no string is longer than a string can be', () => {
    const chunks = [...textOf([1, 2, 3, 4, 5], (item) => String(item).repeat(40_000))];
    expect(chunks.map((chunk) => chunk.length)).toEqual([80_000, 80_000, 40_000]);
    expect(chunks.join('')).toMatch(/^1+2+3+4+5+$/);
  });

  it('is nothing for nothing', () => {
    expect([...textOf([], String)]).toEqual([]);
  });
});
