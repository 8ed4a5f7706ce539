import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';

/** Written in blocks and renamed at the end: memory does not grow with the file, and a file that is there is whole. */
export function writeCsv(path: string, header: string, lines: Iterable<string>): void {
  const partial = `${path}.partial`;
  rmSync(partial, { force: true });
  const file = openSync(partial, 'w');
  let block = `${header}\n`;
  for (const line of lines) {
    block += line;
    if (block.length < 1 << 20) continue;
    writeSync(file, block);
    block = '';
  }
  writeSync(file, block);
  closeSync(file);
  renameSync(partial, path);
}
