import { type RulesetInput, rulesetSchema } from '@reconcyl/contracts';
import { createRandom, type Random } from '@reconcyl/testing/random';
import { sideRule } from './make-pack.ts';
import { matchSums } from './match-sums.ts';
import type { Table } from './types.ts';
import { writeCsv } from './write-csv.ts';

export interface SumPack {
  readonly source: Table;
  readonly target: Table;
  readonly ruleset: RulesetInput;
}

const header = ['Case', 'Id', 'Booked', 'amount', 'fee', 'note'];

interface Entry {
  readonly id: string;
  /** Days. */
  readonly day: number;
  /** Hundredths. */
  readonly amount: number;
}

/** Cases of up to a dozen records; their records share no case number, so that one run answers for all. */
export function makeSumPack(seed: number, cases: number): SumPack {
  const random = createRandom(seed);
  const windowed = random.chance(0.7);
  const ruleset: RulesetInput = {
    key: 'Id',
    columns: {
      Booked: { kind: 'date', format: 'yyyy-MM-dd' },
      amount: { kind: 'decimal', format: { source: '1234.5', target: '1.234,50' } },
      fee: { kind: 'decimal', format: { source: '1234.5', target: '1.234,50' } },
      note: { kind: 'text' },
    },
    one_to_many: {
      amount: 'amount',
      same: ['Case'],
      ...(windowed ? { date: 'Booked' } : {}),
      ...(windowed && random.chance(0.8) ? { window_days: random.between(0, 4) } : {}),
      ...(random.chance(0.3) ? { max_parts: random.between(2, 3) } : {}),
    },
    source: sideRule(),
    target: sideRule(),
  };
  const rows: { source: string[][]; target: string[][] } = { source: [], target: [] };
  for (let number = 0; number < cases; number++) {
    const made = makeCase(random, number);
    const alone = matchSums(table(made.source), table(made.target), rulesetSchema.parse(ruleset));
    // Where the order in which groups are looked for decides, no rule says what is right.
    if (alone.isOpen) continue;
    rows.source.push(...made.source);
    rows.target.push(...made.target);
  }
  return { source: table(random.shuffled(rows.source)), target: table(random.shuffled(rows.target)), ruleset };
}

const table = (rows: readonly (readonly string[])[]): Table => writeCsv(header, rows).table;

function makeCase(random: Random, number: number): { source: string[][]; target: string[][] } {
  const entries: { one: Entry[]; many: Entry[] } = { one: [], many: [] };
  const count = random.between(1, 2);
  for (let part = 0; part < count; part++) addEntries(random, `${number}-${part}`, entries);
  const swapped = random.chance(0.5);
  const spell = (side: 'source' | 'target', list: readonly Entry[]) =>
    list.map(({ id, day, amount }) => [
      `c${number}`,
      id,
      new Date((19_838 + day) * 86_400_000).toISOString().slice(0, 10),
      money(amount, side),
      money(random.between(0, 300), side),
      random.pick(['x', 'X', 'y']),
    ]);
  return {
    source: spell('source', swapped ? entries.many : entries.one),
    target: spell('target', swapped ? entries.one : entries.many),
  };
}

function money(hundredths: number, side: 'source' | 'target'): string {
  const text = `${hundredths < 0 ? '-' : ''}${Math.trunc(Math.abs(hundredths) / 100)}.${String(Math.abs(hundredths) % 100).padStart(2, '0')}`;
  return side === 'source' ? text : text.replace('.', ',');
}

function addEntries(random: Random, name: string, { one, many }: { one: Entry[]; many: Entry[] }): void {
  const day = random.between(0, 5);
  const amounts = Array.from({ length: random.between(1, 4) }, () => random.between(-500, 4000) || 1);
  const total = amounts.reduce((sum, amount) => sum + amount, 0) + (random.chance(0.2) ? 1 : 0);
  const sharesKey = random.chance(0.4);
  // Of records that share a key, their days are of no matter.
  const spread = sharesKey ? 0 : random.pick([0, 1, 2, 5]);
  one.push({ id: `k${name}`, day, amount: total });
  amounts.forEach((amount, index) => {
    many.push({ id: sharesKey ? `K${name}` : `p${name}-${index}`, day: day + random.between(-spread, spread), amount });
  });
  if (random.chance(0.3)) many.push({ id: `d${name}`, day, amount: random.pick([amounts[0] ?? 1, 77, 1]) });
  if (random.chance(0.2)) one.push({ id: `k${name}`, day, amount: random.between(1, 50) });
}
