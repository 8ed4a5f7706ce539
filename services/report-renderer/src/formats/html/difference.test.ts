import { describe, expect, it } from 'vitest';
import { commonEnds, markedDifference } from './difference.ts';
import { toText } from './markup.ts';

function marked(source: string, target: string): [string, string] {
  const both = markedDifference(source, target);
  const short = (text: string) =>
    text
      .replaceAll('<mark class="nothing"></mark>', '[]')
      .replaceAll('<mark>', '[')
      .replaceAll('</mark>', ']')
      .replace(/<[^>]*>/g, '');
  return [short(toText(both.source)), short(toText(both.target))];
}

describe('markedDifference', () => {
  it('marks what stands between the common beginning and the common end', () => {
    expect(marked('1234.50', '1234.75')).toEqual(['1234.[50]', '1234.[75]']);
    expect(marked('Rent, March', 'Rent, Mar.')).toEqual(['Rent, Mar[ch]', 'Rent, Mar[.]']);
    expect(marked('-5', '5')).toEqual(['[-]5', '[]5']);
  });

  it('marks all of two values that share a character or two by chance', () => {
    expect(marked('2026-01-06', '07.01.2026')).toEqual(['[2026-01-06]', '[07.01.2026]']);
    expect(marked('1234.50', '1.234,75')).toEqual(['[1234.50]', '[1.234,75]']);
    expect(marked('-264.89', '-265.00')).toEqual(['-26[4.89]', '-26[5.00]']);
  });

  it('shows where a value has nothing that the other has', () => {
    expect(marked('abc', 'abc ')).toEqual(['abc[]', 'abc[·]']);
    expect(marked('aa', 'aaa')).toEqual(['aa[]', 'aa[a]']);
  });

  it('calls a blank value blank', () => {
    expect(marked('', 'x')).toEqual(['blank', '[x]']);
  });

  it('never divides a surrogate pair or parts a letter from its accent', () => {
    expect(marked('a😀b', 'a😁b')).toEqual(['a[😀]b', 'a[😁]b']);
    expect(marked('xe\u0301y', 'xe\u0300y')).toEqual(['x[e\u0301]y', 'x[e\u0300]y']);
    expect(marked('xey', 'xe\u0301y')).toEqual(['x[e]y', 'x[e\u0301]y']);
    // Two characters whose second half is the same.
    expect(marked('\u{1f600}', '\u{1fa00}')).toEqual(['[\u{1f600}]', '[\u{1fa00}]']);
  });

  it('shows of a long common part only what stands next to the difference', () => {
    const [source] = marked(`${'a'.repeat(500)}1${'b'.repeat(500)}`, `${'a'.repeat(500)}2${'b'.repeat(500)}`);
    expect(source).toBe(`…${'a'.repeat(60)}[1]${'b'.repeat(60)}…`);
  });

  it('never lets beginning and end overlap', () => {
    expect(commonEnds('abab', 'ababab')).toEqual({ prefix: 4, suffix: 0 });
    expect(commonEnds('', '')).toEqual({ prefix: 0, suffix: 0 });
  });
});
