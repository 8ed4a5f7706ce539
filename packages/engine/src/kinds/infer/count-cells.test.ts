import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { useTestDatabase } from '../testing/database.ts';
import { type CountRequest, countFormats } from './count.ts';
import { countCells } from './count-cells.ts';

const db = useTestDatabase();

const numbers = [
  '1',
  '-2.5',
  '+3',
  '1.234',
  '1,234',
  '1.234,50',
  '1 234',
  '1\u00a0234\u202f567',
  '１ ２３４',
  "1'234",
  '1\u2019234.5',
  "1'234'567",
  '007',
  '(4.00)',
  '5-',
  '6 DR',
  '1.5E3',
  '2E-2',
  '1E5',
  '0.500',
  '9'.repeat(40),
];
const dates = [
  '01/02/2024',
  '13/02/2024',
  '02/13/2024',
  '31/02/2024',
  '05/05/2024',
  '2024-02-29',
  '29-Feb-2023',
  '1/2/2024 10:00',
];
const marked = [
  '12%',
  '-1.5 %',
  '(3.25)%',
  '4%-',
  '\u20ac5',
  '-\u20ac 1,200.50',
  '(EUR 7.00)',
  '8,50 \u20ac',
  '9 kr.',
  'US$10.5',
  '11 CHF CR',
  'EUR 12 USD',
  'EUR 13%',
  '\uff0414\uff05',
  'ABC 15',
  '1.5E3 EUR',
  'eur16',
];
const others = ['', ' ', 'N/A', 'null', '-', 'x', '\u200b', '-999', ' 7 ', '\uff11', "it's", '1.2.3'];

describe('counting the cells of a small file in JavaScript', () => {
  it.each([
    { decimals: ['1234.5', '1.234,50'], dates: [] },
    { decimals: ['1,234.50'], dates: ['dd/MM/yyyy', 'MM/dd/yyyy', 'yyyy-MM-dd'] },
    { decimals: [], dates: ['d/M/yyyy', 'M/d/yyyy', 'dd-MMM-yyyy'] },
    { decimals: ['1234.5', '1234,5'], dates: ['d/M/yyyy HH:mm'] },
    { decimals: ['1 234.50', '1 234,50'], dates: [] },
    { decimals: ["1'234.50", '1 234,50'], dates: [] },
    { decimals: ['1,234.50', '1234,5'], dates: [], percent: true },
    { decimals: ['1,234.50', '1.234,50'], dates: [], currency: true },
    { decimals: ['1234.5'], dates: [], percent: true, currency: true },
  ])('gives what DuckDB gives for $decimals and $dates', async (formats) => {
    const cell = fc.oneof(
      fc.constantFrom(...numbers),
      fc.constantFrom(...dates),
      fc.constantFrom(...marked),
      fc.constantFrom(...others),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { minLength: 1, maxLength: 40 }), fc.boolean(), async (cells, bareExponent) => {
        const marks = { percent: false, currency: false };
        const request: CountRequest = {
          ...{ column: 0, nulls: ['-999', 'X'], full: true, bareExponent },
          ...marks,
          ...formats,
        };
        await db().createTable('cells', [cells]);
        const [counted] = await countFormats(db().database, 'cells', [request]);
        const inMemory = countCells(
          request,
          cells.filter((text) => text !== ''),
        );
        const { missed: _missed, filled, ignored, ...expected } = counted ?? {};
        const { missed: _none, filled: allFilled, ignored: allIgnored, ...found } = inMemory;
        expect(found).toEqual(expected);
        // DuckDB leaves out most words for nothing before it counts what is filled.
        expect(allFilled - allIgnored).toBe(Number(filled) - Number(ignored));
      }),
      { numRuns: 25 },
    );
  });
});
