import type { ColumnKind } from '@reconcyl/contracts';
import { type CellValue, isRead } from './cell-pair.ts';

export interface SwapCandidate {
  readonly kind: ColumnKind;
  readonly sourceValue: CellValue;
  readonly targetValue: CellValue;
}

/**
 * Of the differing cells of one record, those that stand in each other's column: what the source has in one the target has in
 * the other, both ways. The other column differs too, so no other cells need a look.
 */
export function swappedCells(cells: readonly SwapCandidate[]): ReadonlySet<number> {
  if (cells.length < 2) return none;
  const places = new Map<string, number[]>();
  for (const [place, cell] of cells.entries()) {
    const name = nameOf(cell.kind, cell.sourceValue, cell.targetValue);
    const known = places.get(name);
    if (known === undefined) places.set(name, [place]);
    else known.push(place);
  }
  if (places.size < 2) return none;
  const swapped = new Set<number>();
  for (const [place, cell] of cells.entries()) {
    const turned = nameOf(cell.kind, cell.targetValue, cell.sourceValue);
    // Equal amounts of two currencies are their own counterpart: nothing was swapped.
    const own = nameOf(cell.kind, cell.sourceValue, cell.targetValue);
    if (turned !== own && places.has(turned)) swapped.add(place);
  }
  return swapped;
}

const none: ReadonlySet<number> = new Set();

function nameOf(kind: ColumnKind, first: CellValue, second: CellValue): string {
  return `${kind}\0${plain(kind, first)}\0${plain(kind, second)}`;
}

/** Two decimal columns may have other scales. */
function plain(kind: ColumnKind, value: CellValue): string {
  if (value === null) return '\u0001';
  return kind === 'decimal' && isRead(value) && value.includes('.') ? value.replace(/\.?0+$/, '') : value;
}
