import type { Readable } from 'node:stream';

/**
 * The stream itself, whose error waits for who reads next. Between the opening of an object and its reading, and between two reads,
 * nobody may listen; an error that comes then would end the process, although the reader gets it from the stream's state later.
 */
export function holdError<Body extends Readable>(body: Body): Body {
  return body.on('error', () => undefined);
}
