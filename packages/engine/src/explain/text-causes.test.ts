import { describe, expect, it } from 'vitest';
import { textCauses } from './text-causes.ts';

const causesOf = (source: string, target: string, keepCase = false) => {
  const normalised = (text: string) => (keepCase ? text.trim() : text.trim().toLowerCase()).normalize('NFC');
  return textCauses({ source, target, sourceText: normalised(source), targetText: normalised(target) }, { keepCase });
};

describe('the causes of two differing texts', () => {
  it.each([
    ['spaces', 'Main  Street', 'Main Street'],
    ['spaces', 'Main\u00a0Street', 'Main Street'],
    ['spaces', 'DE 44 5001', 'DE445001'],
    ['invisible_characters', 'Ann\u200bLee', 'AnnLee'],
    ['invisible_characters', 'co\u00adoperate', 'cooperate'],
    ['look_alike', 'Аpple', 'Apple'],
    ['look_alike', 'ΑΒΒ', 'ABB'],
    ['look_alike', 'ＡＢＣ１', 'ABC1'],
    ['encoding', 'MÃ¼ller', 'Müller'],
    ['encoding', 'Müller', 'MÃ¼ller'],
    ['encoding', 'â‚¬ zone', '€ zone'],
    ['encoding', 'M?ller', 'Müller'],
    ['encoding', 'M\ufffdller', 'Müller'],
    ['accents', 'José', 'Jose'],
    ['leading_zeros', '00123', '123'],
    ['leading_zeros', '0', '000'],
    ['punctuation', 'O.K. Ltd.', 'OK Ltd'],
    ['punctuation', "O'Neil", 'ONeil'],
    ['truncated', 'Internatio', 'International'],
    ['truncated', 'City 1 North', 'City 1'],
    ['number_format', '1,234.50', '1.234,50'],
    ['number_format', '1234.0', '1234'],
    ['number_format', '(12.00)', '-12'],
    ['date_format', '2025-03-31', '31.03.2025'],
    ['date_format', '31 Mar 2025', '2025-03-31'],
  ])('are %s for %s against %s', (cause, source, target) => {
    expect(causesOf(source, target)).toEqual([cause]);
    expect(causesOf(target, source)).toEqual([cause]);
  });

  it.each([
    ['Ann', 'Bob'],
    ['2025-03-31', '2025-03-30'],
    ['12', '13'],
    ['wh?t', 'what'],
    ['a-1', 'a11'],
  ])('are not known for %s against %s', (source, target) => {
    expect(causesOf(source, target)).toEqual([]);
  });

  it.each([
    ['GeschÃ¤ft', 'geschãft', 'GESCHÄFT', 'geschäft'],
    ['A-GeschÃ¤ft', 'ageschãft', 'a geschäft', 'a geschäft', 'spaces'],
    ['M?ller', 'mller', 'MÜLLER', 'müller'],
  ])('are told by the cell where punctuation is ignored: %s', (source, sourceText, target, targetText, ...also) => {
    const pair = { source, target, sourceText, targetText };
    expect(textCauses(pair, { ignorePunctuation: true })).toEqual([...also, 'encoding']);
  });

  it('are case only where case counts', () => {
    expect(causesOf('Ann', 'ANN', true)).toEqual(['case']);
    expect(causesOf(' Ann\u00a0', 'ANN\t', true)).toEqual(['case']);
    expect(causesOf('Ann', 'ANN')).toEqual([]);
  });

  it('are listed together where no single one explains the difference', () => {
    expect(causesOf('JOSÉ', 'Jose', true)).toEqual(['case', 'accents']);
    expect(causesOf('0012 é', '12e')).toEqual(['spaces', 'accents', 'leading_zeros']);
    expect(causesOf('Café d', 'cafe dumont')).toEqual(['accents', 'truncated']);
  });

  it('are found in texts of any length in little time', () => {
    const long = 'é'.repeat(1_000_000);
    expect(causesOf(long, long.slice(0, -1))).toEqual(['truncated']);
    expect(causesOf(long, `e${long}`)).toEqual([]);
  });
});
