import type { Io } from '../io.ts';

/** Says that the work was cancelled; on a terminal in the place of the `^C` that stands there. */
export function writeCancelled(io: Io, text: string): void {
  io.stderr.write(`${io.stderr.isTTY === true ? '\r\x1b[2K' : ''}${text}\n`);
}
