import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from './testing/database.ts';
import { textCanonicalSql } from './text.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

/** The same rules once more, from the Unicode tables of JavaScript. */
function reference(cell: string | null): string | null {
  if (cell === null) return null;
  const blank = /^[\p{White_Space}\u200b\ufeff]+|[\p{White_Space}\u200b\ufeff]+$/gu;
  const lower = [...cell.replace(blank, '').normalize('NFC')].map((character) => {
    if (character === '\u0130') return 'i';
    return character.toLowerCase() === '\u03c2' ? '\u03c3' : character.toLowerCase();
  });
  return lower.join('').normalize('NFC') || null;
}

describe('canonical text', () => {
  it.each([
    ['case is ignored', 'ACME Ltd', 'acme ltd'],
    ['blanks at both ends are trimmed', ' \t\r\n\u00a0\u2003\u3000\u0085\u2028x\u200b\ufeff ', 'x'],
    ['inner blanks stay', 'a  b', 'a  b'],
    ['a final sigma is a sigma', '\u039f\u0394\u039f\u03a3', '\u03bf\u03b4\u03bf\u03c3'],
    ['a dotted capital I is an i', '\u0130zmir', 'izmir'],
    ['a sharp s stays', 'STRA\u00dfE', 'stra\u00dfe'],
    ['a dotless i stays', '\u0131', '\u0131'],
    ['composed and decomposed letters are the same', 'Cafe\u0301', 'caf\u00e9'],
    ['letters that compose only in lower case do', 'J\u030c', '\u01f0'],
    ['quotes and SQL are text', "'; DROP TABLE x; --", "'; drop table x; --"],
  ])('%s', async (_rule, cell, canonical) => {
    expect(await db.readCells([cell], textCanonicalSql('cell'))).toEqual([canonical]);
    expect(reference(cell)).toBe(canonical);
  });

  it('is NULL for blank cells', async () => {
    expect(await db.readCells([null, '', ' ', '\t', '\u200b', '\ufeff\u3000'], textCanonicalSql('cell'))).toEqual(
      Array(6).fill(null),
    );
  });

  it('is NULL for the nulls, trimmed and whatever their case', async () => {
    const expression = textCanonicalSql('cell', ['N/A', ' none ', '', '\u00c4']);
    expect(await db.readCells(['n/a', ' N/A\t', 'NONE', '\u00e4', 'n/a.', '', null], expression)).toEqual([
      null,
      null,
      null,
      null,
      'n/a.',
      null,
      null,
    ]);
  });

  it('follows the same rules as a plain JavaScript implementation, and twice is as once', async () => {
    // Letters newer than DuckDB's Unicode tables (15) are left out.
    const letters = fc.constantFrom(
      ...'aAzZ09 \t\u00a0\u200b\ufeff\u00c4\u00e9\u0130I\u0307\u0131\u00df\u1e9e\u03a3\u03c3\u03c2\u0301\u030cJj\u212b\u2126K\u1100\u1161\u4e2d\u0410\u044f\u{10400}',
    );
    const cell = fc.oneof(
      fc.array(letters, { maxLength: 8 }).map((parts) => parts.join('')),
      fc
        .string({ unit: 'binary', maxLength: 6 })
        .filter(
          (text) => !/[\u1c89\ua7cb-\ua7dc\0]|[\u{10d50}-\u{10d65}]|[\u{16ea0}-\u{16eb8}]|\p{Cs}|\p{Cn}/u.test(text),
        ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { minLength: 100, maxLength: 200 }), async (cells) => {
        const canonical = await db.readCells(cells, textCanonicalSql('cell'));
        expect(canonical).toEqual(cells.map(reference));
        expect(await db.readCells(canonical as string[], textCanonicalSql('cell'))).toEqual(canonical);
      }),
      { numRuns: 8 },
    );
  });
});
