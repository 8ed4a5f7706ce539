import { describe, expect, it } from 'vitest';
import { blanks, isBlank, trimBlanks } from './blanks.ts';

describe('blanks', () => {
  it('are every white space of Unicode, the zero width space and the byte-order mark', () => {
    const expected = Array.from({ length: 0x11_0000 }, (_, code) => code)
      .filter((code) => code < 0xd800 || code > 0xdfff)
      .map((code) => String.fromCodePoint(code))
      .filter((character) => /^[\p{White_Space}\u200b\ufeff]$/u.test(character));
    expect([...blanks].sort()).toEqual(expected.sort());
  });

  it('are trimmed at both ends and kept inside', () => {
    expect(trimBlanks(`${blanks}a${blanks}b${blanks}`)).toBe(`a${blanks}b`);
    expect(trimBlanks(blanks)).toBe('');
    expect(trimBlanks('')).toBe('');
    expect(trimBlanks('\u{1f600} ')).toBe('\u{1f600}');
  });

  it('alone make a blank text', () => {
    expect(isBlank('')).toBe(true);
    expect(isBlank(blanks)).toBe(true);
    expect(isBlank(`${blanks}.`)).toBe(false);
  });

  it('are looked at only where they begin and end, so a cell of a million of them inside is no trouble', () => {
    // Anything that looks from each of them for the end would take hours.
    const inner = `a${' '.repeat(10_000_000)}b`;
    expect(trimBlanks(inner)).toBe(inner);
  });
});
