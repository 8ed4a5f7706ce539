import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalSql, isUnreadableSql } from './canonical.ts';
import type { DecimalSpec } from './canonical-spec.ts';
import { decimalsSql, decimalTextSql, normaliseNumber, numberExpression, wholeDigitsSql } from './decimal.ts';
import { type DecimalFormat, decimalFormats } from './decimal-formats.ts';
import { useTestDatabase } from './testing/database.ts';

const db = useTestDatabase();

const spec = (format: string, more: Partial<DecimalSpec> = {}): DecimalSpec => ({
  kind: 'decimal',
  format,
  width: 18,
  scale: 2,
  nulls: [],
  ...more,
});
const read = async (cell: string, using: DecimalSpec) => (await db().readCells([cell], canonicalSql('cell', using)))[0];

describe('a decimal cell', () => {
  it.each([
    ['1234.5', '1234.5', '1234.50'],
    ['1234.5', '-1234.5', '-1234.50'],
    ['1234.5', '+12', '12.00'],
    ['1234.5', '.5', '0.50'],
    ['1234.5', '-.5', '-0.50'],
    ['1234.5', '\u221212', '-12.00'],
    ['1234.5', '- 12', '-12.00'],
    ['1234.5', '12.00-', '-12.00'],
    ['1234.5', '(12.00)', '-12.00'],
    ['1234.5', '12.00 CR', '12.00'],
    ['1234.5', '12.00DR', '-12.00'],
    ['1234.5', '12.00 dr', '-12.00'],
    ['1234.5', '1.5E3', '1500.00'],
    ['1234.5', '1.5e-1', '0.15'],
    ['1234.5', '-1E2', '-100.00'],
    ['1234.5', '1E+2', '100.00'],
    ['1234.5', '\uff11\uff12\uff0e\uff15', '12.50'],
    ['1234.5', '\u00a0\t12.5\u200b\ufeff', '12.50'],
    ['1,234.50', '1,234.50', '1234.50'],
    ['1,234.50', '1234.50', '1234.50'],
    ['1,234.50', '(1,234,567)', '-1234567.00'],
    ['1.234,50', '1.234,50', '1234.50'],
    ['1.234,50', '1.234.567', '1234567.00'],
    ['1 234,50', '1\u00a0234,50', '1234.50'],
    ['1 234,50', '1\u202f234,50', '1234.50'],
    ['1 234,50', '1 234,50', '1234.50'],
    ["1'234.50", "1'234.50", '1234.50'],
    ["1'234.50", '1\u2019234.50', '1234.50'],
    ['1,23,456.00', '1,23,456.00', '123456.00'],
    ['1,23,456.00', '12,34,56,789.5', '123456789.50'],
    ['1234,5', '1234,5', '1234.50'],
  ])('written as %s reads %j', async (format, cell, value) => {
    expect(await read(cell, spec(format))).toBe(value);
  });

  it.each([
    ['1234.5', 'a digit separator of programs', '1_000'],
    ['1234.5', 'a code with a bare exponent', '1E2'],
    ['1234.5', 'two signs', '--5'],
    ['1234.5', 'a sign on both ends', '-5-'],
    ['1234.5', 'an open parenthesis', '(5'],
    ['1234.5', 'a sign in parentheses', '(-5)'],
    ['1234.5', 'no digit', '.'],
    ['1234.5', 'an ordinal', '5.'],
    ['1234.5', 'another format', '1,5'],
    ['1234.5', 'not a number', 'NaN'],
    ['1234.5', 'an infinity', 'inf'],
    ['1234.5', 'a currency', '5 EUR'],
    ['1234.5', 'a percentage', '5%'],
    ['1.234,50', 'a group of two digits', '12.50'],
    ['1.234,50', 'a group of four digits', '1.2345'],
    ['1.234,50', 'a group after a zero', '0.500'],
    ['1,234.50', 'groups not all there', '1234,567'],
    ['1,23,456.00', 'a last group of two', '1,23,45'],
    ['1 234,50', 'two blanks', '1  234'],
  ])('written as %s does not read %s', async (format, _what, cell) => {
    expect(await read(cell, spec(format))).toBeNull();
    expect(await db().readCells([cell], isUnreadableSql('cell', spec(format)))).toEqual(['true']);
  });

  it('is never rounded to the planned scale: more digits than planned do not read', async () => {
    expect(await read('1.234', spec('1234.5'))).toBeNull();
    expect(await read('(1.234)', spec('1234.5'))).toBeNull();
    expect(await read('12345678901234567.5', spec('1234.5'))).toBeNull();
    expect(await read('1.234', spec('1234.5', { scale: 3 }))).toBe('1.234');
    expect(await read('5.0', spec('1234.5', { scale: 0 }))).toBeNull();
    expect(await read('5', spec('1234.5', { scale: 0 }))).toBe('5');
  });

  it('reads a bare exponent where the kind is given', async () => {
    expect(await read('1E2', spec('1234.5', { bareExponent: true }))).toBe('100.00');
  });

  it('reads plain numbers alike by the short expression for columns without decoration', async () => {
    expect(await read('1.234,50', spec('1.234,50', { plain: true }))).toBe('1234.50');
    expect(await read('(1,50)', spec('1.234,50', { plain: true }))).toBeNull();
  });

  it('counts as blank, not as unreadable, when it is one of the nulls, even one that is a number', async () => {
    const nulls = spec('1234.5', { nulls: ['N/A', '-999'] });
    expect(await db().readCells(['-999', ' n/a ', '\u200b', null, '-998'], canonicalSql('cell', nulls))).toEqual([
      null,
      null,
      null,
      null,
      '-998.00',
    ]);
    expect(await db().readCells(['-999', ' n/a ', '\u200b', null, 'x'], isUnreadableSql('cell', nulls))).toEqual([
      'false',
      'false',
      'false',
      'false',
      'true',
    ]);
  });
});

interface Written {
  readonly cell: string;
  /** The exact value times 10^10. */
  readonly unscaled: bigint;
}

const scale = 10;

/** A number and one way to write it in the format, from its digits alone. */
function written(format: DecimalFormat): fc.Arbitrary<Written> {
  return fc
    .record({
      whole: fc.bigInt({ min: 0n, max: 10n ** 27n }).chain((most) => fc.bigInt({ min: 0n, max: most })),
      decimals: fc.integer({ min: 0, max: scale }),
      fraction: fc.bigInt({ min: 0n, max: 10n ** BigInt(scale) - 1n }),
      grouped: fc.boolean(),
      sign: fc.constantFrom('', '+', '-', '\u2212', 'x-', '(x)', 'x CR', 'xDR', ' x ', '\tx'),
    })
    .map(({ whole, decimals, fraction, grouped, sign }) => {
      const digits = fraction.toString().padStart(scale, '0').slice(0, decimals);
      const text =
        (grouped ? group(whole.toString(), format) : whole.toString()) +
        (decimals === 0 ? '' : format.decimal + digits);
      const magnitude = whole * 10n ** BigInt(scale) + BigInt(digits.padEnd(scale, '0'));
      const negative = ['-', '\u2212', 'x-', '(x)', 'xDR'].includes(sign);
      return {
        cell: sign.includes('x') ? sign.replace('x', text) : sign + text,
        unscaled: negative ? -magnitude : magnitude,
      };
    });
}

function group(digits: string, { group: separator, indian }: DecimalFormat): string {
  if (separator === '' || digits.length <= 3) return digits;
  const head = digits.slice(0, -3);
  const every = indian ? 2 : 3;
  const parts: string[] = [];
  for (let end = head.length; end > 0; end -= every) parts.unshift(head.slice(Math.max(0, end - every), end));
  return [...parts, digits.slice(-3)].join(separator);
}

function unscaledOf(text: string | null): bigint | null {
  if (text === null) return null;
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  const value = BigInt(whole + fraction.padEnd(scale, '0'));
  return text.startsWith('-') ? -value : value;
}

describe.each(decimalFormats.map((format) => [format.name, format] as const))('the format %s', (name, format) => {
  it('reads back every number written in it, to the last digit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(written(format), { minLength: 100, maxLength: 150 }), async (numbers) => {
        const values = await db().readCells(
          numbers.map(({ cell }) => cell),
          canonicalSql('cell', spec(name, { width: 38, scale })),
        );
        expect(values.map((value) => unscaledOf(value as string | null))).toEqual(
          numbers.map(({ unscaled }) => unscaled),
        );
      }),
      { numRuns: 4 },
    );
  });

  it('is understood by the first look in JavaScript as it is in SQL', async () => {
    const pieces = [
      '1',
      '0',
      '23',
      '456',
      '.',
      ',',
      ' ',
      "'",
      '-',
      '+',
      '(',
      ')',
      'CR',
      'DR',
      'e',
      'E',
      '_',
      '\u2212',
      'x',
    ];
    const junk = fc.array(fc.constantFrom(...pieces), { maxLength: 7 }).map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            junk,
            written(format).map(({ cell }) => cell),
          ),
          { minLength: 200, maxLength: 300 },
        ),
        async (cells) => {
          const texts = await db().readCells(cells, decimalTextSql('cell', { format: name }));
          const expression = numberExpression(format);
          const looked = cells.map((cell) => expression.test(normaliseNumber(cell)));
          expect(cells.filter((_, index) => (texts[index] !== null) !== looked[index])).toEqual([]);
        },
      ),
      { numRuns: 5 },
    );
  });
});

describe('the digits of a number', () => {
  it.each([
    ['1234.56', '4', '2'],
    ['-1234.56', '4', '2'],
    ['+7', '1', '0'],
    ['.125', '0', '3'],
    ['1.50E1', '2', '1'],
    ['1.5E-3', '1', '4'],
    ['1.5E3', '4', '0'],
  ])('%s has %s before and %s after the point', async (cell, whole, decimals) => {
    const text = decimalTextSql('cell', { format: '1234.5' });
    expect(await db().readCells([cell], wholeDigitsSql(text))).toEqual([whole]);
    expect(await db().readCells([cell], decimalsSql(text))).toEqual([decimals]);
  });
});
