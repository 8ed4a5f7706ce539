import type { FileHandle } from 'node:fs/promises';
import type { LineCounts, Side } from '@reconcyl/contracts';
import { isBlank, trimBlanks } from '../blanks.ts';
import type { LineMap } from '../types.ts';
import { throwIfCancelled } from './cancelled.ts';
import type { CleanWriter } from './clean-writer.ts';
import type { Examination } from './examine-file.ts';
import { createLineMapBuilder } from './line-map.ts';
import { type PhysicalLinesOptions, readPhysicalLines } from './physical-lines.ts';
import { createRecordCutter, type PhysicalLine, type Piece } from './record-cutter.ts';
import type { RejectList } from './reject-list.ts';
import type { SetAsideList } from './set-aside-list.ts';
import { splitCells } from './split-cells.ts';

/** A cell above this many bytes is a reject. */
export const maxCellBytes = 8 * 1024 * 1024;

export interface RecordsRead {
  readonly lines: LineCounts;
  readonly lineMap: LineMap;
  /** The last three records, fewer when there are fewer. */
  readonly lastRecords: readonly (readonly string[])[];
}

const keptLastRecords = 3;

type RecordPiece = Extract<Piece, { kind: 'plain' | 'quoted' }>;

/**
 * Reads every record of a file: writes the good ones, lists the bad ones, and accounts for each physical line. Memory is bounded by
 * blocks, whatever the size of the file.
 */
export async function readRecords(
  handle: FileHandle,
  { encoding, layout }: Examination,
  sink: { readonly writer: CleanWriter; readonly rejects: RejectList; readonly setAside: SetAsideList },
  options: { readonly side: Side; readonly signal?: AbortSignal | undefined } & Partial<PhysicalLinesOptions>,
): Promise<RecordsRead> {
  const { dialect, closingDelimiter, header } = layout;
  const columnCount = layout.columns.length;
  const mostFields = columnCount + (closingDelimiter ? 1 : 0);
  const fits = (fields: number) => fields === columnCount || fields === mostFields;
  const above = dialect.preambleLines + layout.headerLines;
  const cutter = createRecordCutter(dialect, above + 1, fits, mostFields);
  const map = createLineMapBuilder();
  const lastRecords: string[][] = [];
  const counts = { rows: 0, continuation: 0, set_aside: 0, empty: 0 };

  const reject = (
    piece: RecordPiece,
    reason: 'too_few_fields' | 'too_many_fields' | 'cell_too_large',
    column?: number,
  ) =>
    sink.rejects.add({
      line: piece.line,
      lines: piece.lines,
      reason,
      text: piece.kind === 'quoted' ? piece.verbatim : piece.text,
      ...(column === undefined ? {} : { column }),
    });

  const takeRecord = (piece: RecordPiece, cells: string[]): void => {
    const isBlankRow = cells.every(isBlank);
    if (isBlankRow || (header !== undefined && isHeader(cells, header))) {
      counts.set_aside += piece.lines;
      const reason = isBlankRow ? 'blank_row' : 'repeated_header';
      sink.setAside.add({ line: piece.line, lines: piece.lines, reason, cells });
      return;
    }
    if (closingDelimiter && cells.length === mostFields && isBlank(cells.at(-1) ?? '')) cells.pop();
    const reason = cells.length < columnCount ? 'too_few_fields' : 'too_many_fields';
    if (cells.length !== columnCount) {
      reject(piece, reason);
      return;
    }
    const tooLarge = columnOfTooLargeCell(piece, cells);
    if (tooLarge > 0) {
      reject(piece, 'cell_too_large', tooLarge);
      return;
    }
    counts.rows++;
    counts.continuation += piece.lines - 1;
    map.add(piece.line);
    // Most lines of most files can be written as they are.
    const asItIs = piece.kind === 'plain' && dialect.delimiter === ',' && !closingDelimiter && !/["=]/.test(piece.text);
    const written = asItIs
      ? cells
      : cells.map((cell) => (cell.startsWith('=') ? unwrapFormula(cell, dialect.quote) : cell));
    if (asItIs) sink.writer.addPlain(piece.text);
    else sink.writer.add(written);
    lastRecords.push(written);
    if (lastRecords.length > keptLastRecords) lastRecords.shift();
  };

  const take = (pieces: readonly Piece[]): void => {
    const records = pieces.filter((piece) => piece.kind === 'plain' || piece.kind === 'quoted');
    const cells = splitCells(records, dialect);
    let next = 0;
    for (const piece of pieces) {
      if (piece.kind === 'empty') counts.empty++;
      else if (piece.kind === 'reject') {
        const { kind: _, ...about } = piece;
        sink.rejects.add(about);
      } else takeRecord(piece, cells[next++] ?? []);
    }
  };

  let toSkip = above;
  for await (const batch of readPhysicalLines(handle, { ...options, encoding })) {
    throwIfCancelled(options.signal);
    const lines: readonly PhysicalLine[] = toSkip === 0 ? batch : batch.slice(toSkip);
    toSkip = Math.max(0, toSkip - batch.length);
    take(cutter.push(lines));
    await sink.writer.drain();
  }
  take(cutter.end());

  const below = counts.rows + counts.continuation + counts.set_aside + counts.empty + sink.rejects.lines();
  return {
    lines: {
      total: above + below,
      preamble: dialect.preambleLines,
      header: layout.headerLines,
      ...counts,
      rejected: sink.rejects.lines(),
    },
    lineMap: map.build(above + 1),
    lastRecords,
  };
}

/** Position of the column, from 1, of a cell above the bound; 0 when there is none. A character takes at most three bytes. */
function columnOfTooLargeCell(piece: RecordPiece, cells: readonly string[]): number {
  if (piece.text.length * 3 <= maxCellBytes) return 0;
  return cells.findIndex((cell) => Buffer.byteLength(cell) > maxCellBytes) + 1;
}

function isHeader(cells: readonly string[], header: readonly string[]): boolean {
  return cells.length === header.length && cells.every((cell, index) => trimBlanks(cell) === header[index]);
}

/** `="00123"` is how spreadsheets are made to keep leading zeros; it stands for 00123. */
function unwrapFormula(cell: string, quote: string): string {
  const mark = quote === '' ? '"' : quote;
  if (cell.length < 3 || cell[1] !== mark || !cell.endsWith(mark)) return cell;
  const inner = cell.slice(2, -1);
  return inner.replaceAll(mark + mark, '').includes(mark) ? cell : inner.replaceAll(mark + mark, mark);
}
