import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalSql } from './canonical.ts';
import type { DecimalSpec } from './canonical-spec.ts';
import { amountValueSql, currencySql, digitsOfValue, writtenNumberSql } from './decimal-value.ts';
import { useTestDatabase } from './testing/database.ts';

const db = useTestDatabase();

const plain: DecimalSpec = { kind: 'decimal', format: '1234.5', width: 18, scale: 4, nulls: [] };
const spec = (more: Partial<DecimalSpec>): DecimalSpec => ({ ...plain, ...more });
const compared = async (cell: string | null, more: Partial<DecimalSpec>) =>
  (await db().readCells([cell], canonicalSql('cell', spec(more))))[0];
const summed = async (cell: string | null, more: Partial<DecimalSpec>) =>
  (await db().readCells([cell], amountValueSql('cell', spec(more))))[0];

describe('a percentage', () => {
  const percent = { percent: true } as const;
  it.each([
    ['12%', '0.1200'],
    ['12.5 %', '0.1250'],
    ['-12%', '-0.1200'],
    ['(12.34%)', '-0.1234'],
    ['(12)%', '-0.1200'],
    ['12%-', '-0.1200'],
    ['12% CR', '0.1200'],
    ['12\u00a0%', '0.1200'],
    ['\uff11\uff12\uff05', '0.1200'],
    ['1.5E1%', '0.1500'],
    ['0%', '0.0000'],
  ])('%j is %s', async (cell, value) => {
    expect(await compared(cell, percent)).toBe(value);
  });

  it.each(['12', '0.12', '%', '12%%', '12.345%', '% 12', 'x%', ''])('%j is none', async (cell) => {
    expect(await compared(cell, percent)).toBeNull();
  });

  it('does not read in a column of amounts', async () => {
    expect(await compared('12%', {})).toBeNull();
  });
});

describe('a currency', () => {
  const currency = { currency: true, format: '1,234.50' } as const;
  it.each([
    ['€5', '5.0000', 'EUR'],
    ['5 €', '5.0000', 'EUR'],
    ['EUR 1,234.5', '1234.5000', 'EUR'],
    ['1,234.5EUR', '1234.5000', 'EUR'],
    ['eur 5', '5.0000', 'EUR'],
    ['-$5', '-5.0000', '$'],
    ['$-5', '-5.0000', '$'],
    ['- $ 5', '-5.0000', '$'],
    ['($5.25)', '-5.2500', '$'],
    ['$(5.25)', '-5.2500', '$'],
    ['5.00- GBP', '-5.0000', 'GBP'],
    ['5.00 GBP-', '-5.0000', 'GBP'],
    ['5.00 GBP DR', '-5.0000', 'GBP'],
    ['5.00 DR GBP', '-5.0000', 'GBP'],
    ['£5', '5.0000', 'GBP'],
    ['\uffe1\uff15', '5.0000', 'GBP'],
    ['US$5', '5.0000', 'USD'],
    ['R$ 5', '5.0000', 'BRL'],
    ['¥500', '500.0000', '¥'],
    ['JPY 500', '500.0000', 'JPY'],
    ['5 kr', '5.0000', 'KR'],
    ['kr. 5', '5.0000', 'KR'],
    ['5 zł', '5.0000', 'PLN'],
    ['Fr. 5.50', '5.5000', 'CHF'],
    ['1.5E3 EUR', '1500.0000', 'EUR'],
    ['EUR\u00a05\u202f', '5.0000', 'EUR'],
    ['5.25', '5.2500', null],
    ['-5', '-5.0000', null],
    ['(5.00)', '-5.0000', null],
    ['5 DR', '-5.0000', null],
  ])('beside a number is told apart: %j is %s %s', async (cell, value, code) => {
    expect(await compared(cell, currency)).toBe(value);
    expect(await db().readCells([cell], currencySql('cell', spec(currency)))).toEqual([code]);
  });

  it.each(['EUR 5 USD', 'ABC 5', '€', 'EUR', '5 EURO', '€€5', '-€-5', '5 € %'])('%j does not read', async (cell) => {
    expect(await compared(cell, currency)).toBeNull();
  });

  it('is none where there is no cell, and where the column names none', async () => {
    expect(await db().readCells([null, ''], currencySql('cell', spec(currency)))).toEqual([null, null]);
    expect(await db().readCells(['EUR 5'], currencySql('cell', plain))).toEqual([null]);
    expect(await compared('EUR 5', {})).toBeNull();
  });

  it('stands beside a percentage and behind an extraction, too', async () => {
    const both = { currency: true, percent: true, extract: 'pay (.*)' } as const;
    expect(await compared('pay EUR 5%', both)).toBe('0.0500');
    expect(await db().readCells(['pay EUR 5%'], currencySql('cell', spec(both)))).toEqual(['EUR']);
  });
});

describe('a multiplier and a sign flip', () => {
  it.each<[Partial<DecimalSpec>, string, string]>([
    [{ multiply: '100' }, '1.25', '125.0000'],
    [{ multiply: '0.01' }, '125', '1.2500'],
    [{ multiply: '0.0100' }, '12.34', '0.1234'],
    [{ multiply: '1.19' }, '100.01', '119.0119'],
    [{ multiply: '1' }, '1.2345', '1.2345'],
    [{ negate: true }, '1.5', '-1.5000'],
    [{ negate: true }, '(1.5)', '1.5000'],
    [{ negate: true }, '0', '0.0000'],
    [{ negate: true, multiply: '3' }, '-0.3333', '0.9999'],
    [{ percent: true, multiply: '100' }, '12.5%', '12.5000'],
    [{ multiply: '1000', width: 38 }, '12345678901234567890123456789.1', '12345678901234567890123456789100.0000'],
  ])('%j makes %s %s', async (more, cell, value) => {
    expect(await compared(cell, more)).toBe(value);
    expect(await summed(cell, more)).toBe(value);
  });

  it('never overflow: what would be too wide does not read', async () => {
    for (const [more, cell] of [
      [{ multiply: '999999999999' }, '99999999'],
      [{ multiply: '999999999999', width: 38 }, '9'.repeat(34)],
      [{ multiply: '0.000000000001', scale: 12 }, '9999999'],
    ] as const) {
      expect(await compared(cell, more)).toBeNull();
    }
  });

  it('keep every digit', async () => {
    const factor = fc.tuple(fc.bigInt({ min: 1n, max: 10n ** 8n }), fc.integer({ min: 0, max: 4 }));
    const numbers = fc.array(
      fc.tuple(fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }), fc.integer({ min: 0, max: 6 })),
      {
        minLength: 30,
        maxLength: 50,
      },
    );
    await fc.assert(
      fc.asyncProperty(factor, numbers, async ([digits, decimals], given) => {
        const multiply = written(digits, decimals);
        const using = spec({ width: 38, scale: 10, multiply, negate: true });
        const cells = given.map(([unscaled, scale]) => written(unscaled, scale));
        const expected = given.map(([unscaled, scale]) =>
          written(-unscaled * digits * 10n ** BigInt(10 - scale - decimals), 10),
        );
        expect(await db().readCells(cells, canonicalSql('cell', using))).toEqual(expected);
      }),
      { numRuns: 10 },
    );
  });
});

describe('rounding', () => {
  it.each([
    [
      'half_away_from_zero',
      1,
      ['0.25', '-0.25', '0.35', '0.249', '-0.05', '9.95'],
      ['0.3', '-0.3', '0.4', '0.2', '-0.1', '10.0'],
    ],
    ['half_even', 1, ['0.25', '-0.25', '0.35', '0.249', '0.251', '9.95'], ['0.2', '-0.2', '0.4', '0.2', '0.3', '10.0']],
    [
      'towards_zero',
      1,
      ['0.29', '-0.29', '0.3', '-9.99', '0.01', '-0.01'],
      ['0.2', '-0.2', '0.3', '-9.9', '0.0', '0.0'],
    ],
    ['half_even', 0, ['0.5', '1.5', '2.5', '-0.5', '-3.5', '2.51'], ['0', '2', '2', '0', '-4', '3']],
  ] as const)('%s to %i decimals', async (mode, scale, cells, expected) => {
    const values = await db().readCells([...cells], canonicalSql('cell', spec({ round: { scale, mode } })));
    expect(values.map(Number)).toEqual(expected.map(Number));
    expect(values[0]).toMatch(/\.\d{4}$/);
  });

  it('is exact in every mode and width, and twice is as once', async () => {
    const modes = ['half_away_from_zero', 'half_even', 'towards_zero'] as const;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...modes),
        fc.integer({ min: 0, max: 3 }),
        fc.constantFrom(18, 38),
        fc.array(fc.bigInt({ min: -(10n ** 16n), max: 10n ** 16n }), { minLength: 40, maxLength: 60 }),
        async (mode, scale, width, given) => {
          // Ties are rare among random numbers, so every second one is made one.
          const unit = 10n ** BigInt(4 - scale);
          const unscaled = given.map((value, index) => (index % 2 === 0 ? value : (value / unit) * unit + unit / 2n));
          const sql = canonicalSql('cell', spec({ width, round: { scale, mode } }));
          const values = await db().readCells(
            unscaled.map((value) => written(value, 4)),
            sql,
          );
          expect(values).toEqual(unscaled.map((value) => written(rounded(value, unit, mode), 4)));
          expect(await db().readCells(values as string[], sql)).toEqual(values);
        },
      ),
      { numRuns: 24 },
    );
  });

  it('never overflows: a number that could round up beyond the width does not read', async () => {
    const round = { scale: 0, mode: 'half_away_from_zero' } as const;
    expect(await compared('99999999999999.9', { round })).toBeNull();
    expect(await compared('9999999999999.9', { round })).toBe('10000000000000.0000');
    expect(await compared(`${'9'.repeat(34)}.9`, { round, width: 38 })).toBeNull();
  });

  it('does nothing where the column has no more decimals', async () => {
    const round = { scale: 4, mode: 'half_even' } as const;
    expect(canonicalSql('cell', spec({ round }))).toBe(canonicalSql('cell', plain));
  });
});

describe('what totals add', () => {
  it('is the value before rounding, nulls, equivalents and null as zero', async () => {
    const more: Partial<DecimalSpec> = {
      nulls: ['9999', 'n/a'],
      equivalents: [['0', 'nil', '5']],
      round: { scale: 0, mode: 'half_away_from_zero' },
      nullAsZero: true,
      negate: true,
    };
    const cells = ['1.5', '9999', 'n/a', 'nil', '5', '', null, 'x'];
    expect(await db().readCells(cells, amountValueSql('cell', spec(more)))).toEqual([
      '-1.5000',
      '-9999.0000',
      null,
      null,
      '-5.0000',
      null,
      null,
      null,
    ]);
    expect(await db().readCells(cells, canonicalSql('cell', spec(more)))).toEqual([
      '-2.0000',
      '0.0000',
      '0.0000',
      '0.0000',
      '0.0000',
      '0.0000',
      '0.0000',
      null,
    ]);
  });

  it('is the very text of what is compared where no such rule is given', () => {
    for (const more of [
      {},
      { nulls: ['n/a'] },
      { multiply: '100' },
      { negate: true },
      { percent: true },
      { currency: true },
      { extract: '(.*)' },
    ]) {
      expect(amountValueSql('c0', spec(more))).toBe(canonicalSql('c0', spec(more)));
    }
  });
});

describe('digits', () => {
  it('of a value are those of what is written and of the factor', () => {
    const written = { whole: 5, decimals: 2 };
    expect(digitsOfValue({}, written)).toEqual({ whole: 5, decimals: 2 });
    expect(digitsOfValue({ multiply: '100' }, written)).toEqual({ whole: 8, decimals: 2 });
    expect(digitsOfValue({ percent: true }, written)).toEqual({ whole: 5, decimals: 4 });
    expect(digitsOfValue({ percent: true, multiply: '100' }, written)).toEqual({ whole: 5, decimals: 2 });
    expect(digitsOfValue({ round: { scale: 0, mode: 'half_even' } }, written)).toEqual({ whole: 6, decimals: 2 });
  });

  it('are counted in the number as it is written', async () => {
    const more = spec({ extract: 'x(.*)', percent: true, multiply: '7' });
    expect(await db().readCells(['x12.50%'], writtenNumberSql('cell', more))).toEqual(['12.50']);
  });
});

function written(unscaled: bigint, scale: number): string {
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return unscaled < 0n ? `-${text}` : text;
}

/** By the definition: to the nearest multiple of `unit`. */
function rounded(value: bigint, unit: bigint, mode: string): bigint {
  const size = value < 0n ? -value : value;
  const [down, rest] = [size / unit, size % unit];
  const isUp =
    mode !== 'towards_zero' && (rest * 2n > unit || (rest * 2n === unit && (mode !== 'half_even' || down % 2n === 1n)));
  const result = (isUp ? down + 1n : down) * unit;
  return value < 0n ? -result : result;
}
