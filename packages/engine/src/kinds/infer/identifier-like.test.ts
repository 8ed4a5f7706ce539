import { describe, expect, it } from 'vitest';
import { many, useInference } from '../testing/infer-columns.ts';

const { inferOne: infer } = useInference();

describe('whole numbers that count nothing', () => {
  const like = async (name: string, cells: readonly string[], other = cells) =>
    (await infer({ source: cells, target: other, given: { name } })).identifierLike ?? false;
  const some = ['17', '4', '99'];

  it.each(['id', 'Customer ID', 'account_no', 'InvoiceNumber', 'orderNr', 'zip', 'Year', 'Kundennr'])(
    'are told by the name %s',
    async (name) => {
      expect(await like(name, some)).toBe(true);
      expect(await like(name, ['17', '4.50'])).toBe(false);
      expect(await like(name, ['17', '-4'])).toBe(false);
    },
  );

  it.each(['amount', 'Qty', 'quantity', 'number of items', 'account balance', 'invoice total', 'Menge', 'valid', 'x'])(
    'are not told by the name %s',
    async (name) => {
      expect(await like(name, some)).toBe(false);
    },
  );

  it('are told by their values: a counter of records, or codes of six digits of which none repeats', async () => {
    expect(
      await like(
        'x',
        many(50, (index) => String(index + 1)),
      ),
    ).toBe(true);
    expect(
      await like(
        'x',
        many(2500, (index) => String(5_000_000 + index * 791)),
      ),
    ).toBe(true);
    expect(
      await like(
        'x',
        many(50, (index) => String(index * index * 13 + 5)),
      ),
    ).toBe(false);
    expect(
      await like(
        'x',
        many(50, (index) => String(index % 25)),
      ),
    ).toBe(false);
    expect(
      await like(
        'x',
        many(10, (index) => String(index + 1)),
      ),
    ).toBe(false);
  });

  it('are told by both sides alike', async () => {
    const counter = many(50, (index) => String(index + 1));
    expect(
      await like(
        'x',
        counter,
        many(50, () => '1'),
      ),
    ).toBe(false);
    expect(await like('x', counter, [])).toBe(true);
  });
});
