import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { OutputFile } from '@reconcyl/service-kit';

/** A report that is longer goes to a file: one for each of three formats of each piece of work in hand may be held. */
const mostCharactersHeld = 1_000_000;

/** Takes a report from its renderer, whole when it is short, else in a new file at `path`. */
export async function writeReport(
  report: AsyncIterable<string>,
  { path, extension, signal }: { readonly path: string; readonly extension: string; readonly signal: AbortSignal },
): Promise<OutputFile> {
  const chunks = report[Symbol.asyncIterator]();
  let held = '';
  for (;;) {
    const next = await chunks.next();
    signal.throwIfAborted();
    if (next.done === true) return { bytes: held, extension };
    held += next.value;
    if (held.length > mostCharactersHeld) break;
  }
  const rest = Readable.from(join(held, chunks));
  await pipeline(rest, createWriteStream(path, { flags: 'wx', mode: 0o600 }), { signal });
  return { path, extension };
}

async function* join(first: string, rest: AsyncIterator<string>): AsyncGenerator<string> {
  yield first;
  yield* { [Symbol.asyncIterator]: () => rest };
}
