import type { ColumnRule } from '@reconcyl/contracts';
import type { Random } from '@reconcyl/testing/random';
import type { SampleColumn } from './column-samples.ts';
import type { Pack } from './make-pack.ts';

/** One side of the pack writes a column of amounts as two: what is behind a minus stands under debit. */
export function withDebitCredit(pack: Pack, column: SampleColumn, random: Random): Pack {
  const side = random.pick(['source', 'target'] as const);
  const as = side === 'source' ? column.name : column.targetName;
  const { format, ...rule }: Partial<ColumnRule> = column.rule;
  if (typeof format !== 'object') throw new Error('amounts have a format for each side');
  const other = side === 'source' ? 'target' : 'source';
  const table = pack[side];
  const index = table.columns.indexOf(as);
  const split = (row: readonly string[], cells: readonly [string, string]) => [
    ...row.slice(0, index),
    ...cells,
    ...row.slice(index + 1),
  ];
  const reverse = random.chance(0.3);
  const renamed = column.name === column.targetName ? {} : { target: column.targetName };
  return {
    ...pack,
    [side]: {
      ...table,
      columns: split(table.columns, ['Debit', 'Credit']),
      rows: table.rows.map((row) => split(row, columnsOf(random, row[index] ?? '', reverse))),
    },
    ruleset: {
      ...pack.ruleset,
      columns: { ...pack.ruleset.columns, [column.name]: { ...rule, ...renamed, format: { [other]: format[other] } } },
      [side]: {
        ...pack.ruleset[side],
        debit_credit: {
          debit: 'Debit',
          credit: 'Credit',
          as,
          format: format[side] ?? '',
          ...(reverse ? { reverse } : {}),
        },
      },
    },
  } as Pack;
}

function columnsOf(random: Random, cell: string, reverse: boolean): [debit: string, credit: string] {
  const isNegative = /^-\d/.test(cell);
  const nothing = random.chance(0.1) ? random.pick(['0', ' ', '0']) : '';
  const cells: [string, string] = isNegative ? [cell.slice(1), nothing] : [nothing, cell];
  return reverse ? [cells[1], cells[0]] : cells;
}
