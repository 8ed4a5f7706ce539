const chunkCharacters = 65_536;

/** Joins small pieces, so that a report of a million breaks is not a million writes. */
export async function* inChunks(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let chunk = '';
  for await (const piece of pieces) {
    chunk += piece;
    if (chunk.length >= chunkCharacters) {
      yield chunk;
      chunk = '';
    }
  }
  if (chunk !== '') yield chunk;
}

/** The text of a piece of a list, in chunks too: rows may be so wide that a whole piece would be more than a string can hold. */
export function* textOf<Item>(piece: readonly Item[], write: (item: Item) => string): Generator<string> {
  let chunk = '';
  for (const item of piece) {
    chunk += write(item);
    if (chunk.length >= chunkCharacters) {
      yield chunk;
      chunk = '';
    }
  }
  if (chunk !== '') yield chunk;
}
