/** Pairs of files of several kinds, so that every way through the system is taken under each fault. */
export interface PairOfKind {
  readonly kind: string;
  readonly source: string;
  readonly target: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** One of these stands for each reconciliation, in turn: mostly small ones, a larger one and one that fails among ten. */
export const pairs: readonly PairOfKind[] = [
  ...Array.from({ length: 8 }, (_, seed) => pair(`small ${seed}`, { rows: 1000, seed })),
  pair('larger', { rows: 20_000, seed: 8 }),
  pair('refused', { rows: 50, seed: 9, fields: { key: 'no such column' } }),
];

export const isToFail = ({ kind }: PairOfKind) => kind === 'refused';

function pair(
  kind: string,
  options: { rows: number; seed: number; fields?: Readonly<Record<string, string>> },
): PairOfKind {
  const { rows, seed, fields = {} } = options;
  const amountOf = (id: number) => (id * 7 + seed) % 9973;
  const row = (id: number, customer: string, amount: number) =>
    `${id},${customer},2026-01-${String((id % 28) + 1).padStart(2, '0')},${amount}.50\n`;
  const ids = Array.from({ length: rows }, (_, id) => id);
  const source = ids.map((id) => row(id, `customer ${id % 97}`, amountOf(id)));
  const target = ids
    .filter((id) => id % 101 !== seed)
    .map((id) =>
      row(id, id % 3 === 0 ? `CUSTOMER ${id % 97} ` : `customer ${id % 97}`, amountOf(id) + (id % 89 === seed ? 1 : 0)),
    );
  const header = 'id,customer,booked,amount\n';
  return { kind, source: header + source.join(''), target: header + target.join(''), fields };
}
