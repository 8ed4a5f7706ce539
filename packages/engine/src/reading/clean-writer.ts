import { type FileHandle, open } from 'node:fs/promises';

/** Writes records as plain CSV: UTF-8, comma, `"`, LF, no header. Whoever creates it closes it, also after an error. */
export interface CleanWriter {
  /** An upper bound. */
  readonly longestLineBytes: () => number;
  add(cells: readonly string[]): void;
  /** Adds a record that is plain CSV with commas already, without any quote. */
  addPlain(line: string): void;
  /** Writes what has gathered, once that is enough to be worth a call. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

const bufferedCharacters = 4 * 1024 * 1024;

/** Creates the file, which must not be there yet from another run: what was there is replaced. */
export async function createCleanWriter(path: string): Promise<CleanWriter> {
  const handle: FileHandle = await open(path, 'w', 0o600);
  let parts: string[] = [];
  let gathered = 0;
  let longest = 0;
  const flush = async () => {
    if (parts.length === 0) return;
    const text = `${parts.join('\n')}\n`;
    parts = [];
    gathered = 0;
    await handle.writeFile(text);
  };
  const addLine = (line: string): void => {
    if (line.length > longest) longest = line.length;
    gathered += line.length;
    parts.push(line);
  };
  return {
    // A character takes at most three bytes in UTF-8.
    longestLineBytes: () => (longest + 1) * 3,
    add: (cells) => addLine(cells.map(quoteCell).join(',')),
    addPlain: (line) => addLine(line.startsWith(byteOrderMark) ? quoteFirst(line) : line),
    drain: async () => {
      if (gathered >= bufferedCharacters) await flush();
    },
    close: async () => {
      try {
        await flush();
      } finally {
        await handle.close();
      }
    },
  };
}

/** At the start of the file it would be dropped. */
const byteOrderMark = '\ufeff';

function quoteFirst(line: string): string {
  const comma = line.indexOf(',');
  const end = comma < 0 ? line.length : comma;
  return `"${line.slice(0, end)}"${line.slice(end)}`;
}

/** Quotes a cell only where it must be, or where a reader might take it for something else: the mark, at the start of the file. */
function quoteCell(cell: string): string {
  return /[",\n\r\ufeff]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
