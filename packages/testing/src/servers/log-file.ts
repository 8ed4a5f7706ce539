import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** The text of a log from a byte on: it may be long where a folder is kept. */
export function readFrom(path: string, start: number): string {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(Math.max(0, fstatSync(file).size - start));
    return bytes.toString('utf8', 0, readSync(file, bytes, 0, bytes.length, start));
  } finally {
    closeSync(file);
  }
}

export function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-20).join('\n');
}
