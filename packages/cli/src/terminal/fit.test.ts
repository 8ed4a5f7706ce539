import { stripVTControlCharacters, styleText } from 'node:util';
import { describe, expect, it } from 'vitest';
import { fakeIo } from '../testing/fake-io.ts';
import { fitLine, fitted } from './fit.ts';

describe('fitLine', () => {
  it('leaves a line that fits, with its blanks', () => {
    expect(fitLine('  rows      3,000   2,997', 25)).toEqual(['  rows      3,000   2,997']);
  });

  it('breaks between words, and indents what follows', () => {
    expect(fitLine('  one two three four', 11)).toEqual(['  one two', '    three', '    four']);
  });

  it('does not break inside a word, however long', () => {
    expect(fitLine('an averylongnameindeed', 10)).toEqual(['an', '  averylongnameindeed']);
  });

  it('does not count colour codes', () => {
    const line = `${styleText('red', 'one two', { validateStream: false })} three`;
    expect(fitLine(line, 13)).toEqual([line]);
    expect(fitLine(line, 12).map((part) => stripVTControlCharacters(part))).toEqual(['one two', '  three']);
  });
});

describe('fitted', () => {
  it('breaks for a terminal only', () => {
    const long = 'word '.repeat(40).trimEnd();
    expect(fitted([long, ''], fakeIo().stderr)).toBe(`${long}\n\n`);
    expect(fitted([long], fakeIo({ isTTY: true }).stderr).split('\n')).toHaveLength(4);
  });
});
