import { parseEvent, type ReconcylEvent } from '@reconcyl/contracts';

/** Reads a message as an event; undefined for one of another version, and for what is no event at all. */
export function readEvent(text: string): ReconcylEvent | undefined {
  try {
    return parseEvent(JSON.parse(text));
  } catch {
    return undefined;
  }
}
