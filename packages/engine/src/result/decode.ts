import {
  type Break,
  breakKinds,
  causes,
  type Difference,
  type Duplicate,
  missingReasons,
  type Reject,
  rejectReasons,
  sides,
} from '@reconcyl/contracts';
import type { Cell } from '../duckdb/cells.ts';

/** A row of a result file, in the order of its columns in schema.ts, as the item it stands for. Throws when it is not one. */
export type Decode<Item> = (row: readonly Cell[]) => Item;

export const decodeBreak: Decode<Break> = ([
  ordinal,
  kind,
  key,
  sourceLine,
  targetLine,
  source,
  target,
  reason,
  diffs,
]) => ({
  ordinal: toNumber(ordinal),
  kind: oneOf(breakKinds, kind),
  key: toTexts(key),
  source_line: sourceLine === null ? null : toNumber(sourceLine),
  target_line: targetLine === null ? null : toNumber(targetLine),
  source: source === null ? null : toTexts(source),
  target: target === null ? null : toTexts(target),
  ...(reason === null ? {} : { reason: oneOf(missingReasons, reason) }),
  differences: toList(diffs).map(decodeDifference),
});

export const decodeDuplicate: Decode<Duplicate> = ([, key, sourceCount, targetCount, sourceLines, targetLines]) => ({
  key: toTexts(key),
  source_count: toNumber(sourceCount),
  target_count: toNumber(targetCount),
  source_lines: toList(sourceLines).map(toNumber),
  target_lines: toList(targetLines).map(toNumber),
});

export const decodeReject: Decode<Reject> = ([, side, line, lines, column, reason, text]) => ({
  side: oneOf(sides, side),
  line: toNumber(line),
  lines: toNumber(lines),
  ...(column === null ? {} : { column: toNumber(column) }),
  reason: oneOf(rejectReasons, reason),
  text: toText(text),
});

function decodeDifference(cell: Cell): Difference {
  if (cell === null || typeof cell !== 'object' || !('cause' in cell)) throw new TypeError('not a difference');
  const { column, source, target, cause, delta } = cell;
  return {
    column: toText(column),
    source: toText(source),
    target: toText(target),
    cause: oneOf(causes, cause),
    ...(delta === null ? {} : { delta: toText(delta) }),
  };
}

function toNumber(cell: Cell | undefined): number {
  if (typeof cell !== 'number') throw new TypeError('not a number');
  return cell;
}

/** A blank cell may be stored as NULL: both mean ''. */
function toText(cell: Cell | undefined): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') throw new TypeError('not a text');
  return cell;
}

function toTexts(cell: Cell | undefined): string[] {
  return toList(cell).map(toText);
}

function toList(cell: Cell | undefined): readonly Cell[] {
  if (!Array.isArray(cell)) throw new TypeError('not a list');
  return cell;
}

function oneOf<Text extends string>(texts: readonly Text[], cell: Cell | undefined): Text {
  const found = texts.find((text) => text === cell);
  if (found === undefined) throw new TypeError('not one of the known words');
  return found;
}
