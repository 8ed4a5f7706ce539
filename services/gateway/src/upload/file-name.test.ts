import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayName } from './file-name.ts';

describe('the name of a file', () => {
  it.each([
    ['statement.csv', 'statement.csv'],
    ['Überweisungen März.csv', 'Überweisungen März.csv'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\me\\ledger.csv', 'ledger.csv'],
    ['a\0b\r\n\tc.csv', 'abc.csv'],
    ['safe\u202Evsc.exe', 'safevsc.exe'],
    ['..', 'source.csv'],
    ['dir/', 'source.csv'],
    ['   ', 'source.csv'],
    ['\0', 'source.csv'],
    [undefined, 'source.csv'],
    ['x'.repeat(300), 'x'.repeat(255)],
    [`${'x'.repeat(254)}😀`, 'x'.repeat(254)],
  ])('%j is shown as %j', (given, shown) => {
    expect(displayName(given, 'source.csv')).toBe(shown);
  });

  it('is never empty, too long, a path, or broken text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (given) => {
        const shown = displayName(given, 'source.csv');
        expect(shown.length).toBeGreaterThan(0);
        expect(shown.length).toBeLessThanOrEqual(255);
        expect(shown).not.toMatch(/[/\\\p{Cc}]/u);
        expect(shown.isWellFormed()).toBe(true);
      }),
    );
  });
});
