import { stripVTControlCharacters } from 'node:util';
import type { Output } from '../io.ts';

/** How many columns a line may have: those of the terminal; no bound where a file or another program reads. */
export function columnsOf(output: Output): number {
  return output.isTTY === true ? output.columns || 80 : Number.POSITIVE_INFINITY;
}

/** The line as seen, without colour codes, fits in so many columns. */
export function fits(line: string, columns: number): boolean {
  return stripVTControlCharacters(line).length <= columns;
}

/** Breaks a line between words where it is wider than the terminal; what follows is indented by two more. */
export function fitLine(line: string, columns: number): string[] {
  if (fits(line, columns)) return [line];
  const hang = ' '.repeat((/^ */.exec(line)?.[0].length ?? 0) + 2);
  const lines: string[] = [];
  let current = '';
  for (const word of line.match(/\s*\S+/g) ?? []) {
    if (current !== '' && !fits(current + word, columns)) {
      lines.push(current);
      current = hang + word.trimStart();
    } else {
      current += word;
    }
  }
  return [...lines, current];
}

/** Lines of text for an output, each broken where it is too wide, with an end of line after the last. */
export function fitted(lines: readonly string[], output: Output): string {
  const columns = columnsOf(output);
  return lines
    .flatMap((line) => fitLine(line, columns))
    .map((line) => `${line}\n`)
    .join('');
}
