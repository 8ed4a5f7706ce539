import type { TaskState } from '@reconcyl/contracts';
import type { Position } from '../cursor.ts';
import type { StoredTask } from '../task-store.ts';

/**
 * A record is one text: a line with what the scripts need to know of it (version, position, status, name; names have no blanks),
 * then the state as JSON. So they need not read JSON, and a page is one MGET.
 */
export function parseRecord(text: string): StoredTask {
  const lineEnd = text.indexOf('\n');
  // Written by this adapter alone, from a state that was checked.
  return { version: Number.parseInt(text, 10), state: JSON.parse(text.slice(lineEnd + 1)) as TaskState };
}

/** Of a record that is in no list. */
export const unlisted = '-';

/** Makes every time that has a place in four digits of a year positive, so that it sorts as text. */
const offsetMs = 100_000_000_000_000;
const digits = 15;

/** A place in the order of lists as text that sorts like it: the time of acceptance, then the id. */
export function encodePosition({ acceptedAt, taskId }: Position): string {
  return String(acceptedAt + offsetMs).padStart(digits, '0') + taskId;
}

export function decodePosition(text: string): Position {
  return { acceptedAt: Number(text.slice(0, digits)) - offsetMs, taskId: text.slice(digits) };
}

/** How many characters of a position stand before the id. */
export const positionDigits = digits;
