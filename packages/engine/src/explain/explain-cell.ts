import type { Cause, ColumnKind } from '@reconcyl/contracts';
import { trimBlanks } from '../blanks.ts';
import type { ColumnPlan } from '../types.ts';
import { type CellPair, isRead, unreadText } from './cell-pair.ts';
import { dateCause, dateDelta } from './date-cause.ts';
import { absolute, plainDecimal, scaleOf, unitsOf } from './exact-units.ts';
import { numberCause } from './number-cause.ts';
import { textCauses } from './text-causes.ts';

/** Why two cells of a column differ. */
export interface Explanation {
  /** At least one; the first is the difference's `cause`, the others are `also`. */
  readonly causes: readonly [Cause, ...Cause[]];
  /** Target minus source, where both are numbers or both are dates. */
  readonly delta?: string;
}

/** Explains two differing cells by themselves: all causes but `swapped_with_column`, which looks at the whole record. */
export function explainCell(column: Pick<ColumnPlan, 'kind' | 'specs'>, pair: CellPair): Explanation {
  const { sourceValue, targetValue } = pair;
  if (sourceValue === null || targetValue === null) return { causes: ['null_vs_value'] };
  const bothRead = isRead(sourceValue) && isRead(targetValue);
  switch (bothRead ? column.kind : 'text') {
    case 'decimal':
      return explainNumbers(column, pair, sourceValue, targetValue);
    case 'date':
    case 'timestamp': {
      const kind = column.kind === 'date' ? 'date' : 'timestamp';
      const delta = dateDelta(sourceValue, targetValue, kind);
      const cause = dateCause(sourceValue, targetValue, kind) ?? 'value';
      return { causes: [cause], ...(delta === undefined ? {} : { delta }) };
    }
    case 'boolean':
      return { causes: ['value'] };
    case 'text': {
      const [sourceText, targetText] = column.kind === 'text' ? [sourceValue, targetValue] : texts(pair);
      // The same text, of which one side's format makes a value and the other's none.
      const format = otherFormat[column.kind];
      if (sourceText === targetText && format !== undefined) return { causes: [format] };
      const { source: spec } = column.specs;
      const options = spec.kind === 'text' ? spec : {};
      const [first = 'value', ...also] = textCauses({ ...pair, sourceText, targetText }, options);
      return { causes: [first, ...also] };
    }
  }
}

const otherFormat: Partial<Record<ColumnKind, Cause>> = {
  decimal: 'number_format',
  date: 'date_format',
  timestamp: 'date_format',
};

/** A cell that was read beside one that was not: both as they are written, in small letters. */
function texts({ source, target, sourceValue, targetValue }: CellPair): [string, string] {
  const text = (cell: string, value: string | null) =>
    value === null || isRead(value) ? trimBlanks(cell).toLowerCase() : unreadText(value);
  return [text(source, sourceValue), text(target, targetValue)];
}

function explainNumbers(
  column: Pick<ColumnPlan, 'specs'>,
  { source, target, amount }: CellPair,
  sourceValue: string,
  targetValue: string,
): Explanation {
  const cause = numberCause({ source, target, sourceValue, targetValue }, column.specs) ?? 'value';
  if (cause === 'currency' || amount === null) return { causes: [cause] };
  return { causes: [cause], delta: plainDecimal(-unitsOf(amount), scaleOf(amount)) };
}

/** Absolute difference of two cells of a decimal column in units of the scale of its amounts; 0n in any other column. */
export function unitsApart({ amount }: CellPair): bigint {
  return amount === null ? 0n : absolute(unitsOf(amount));
}
