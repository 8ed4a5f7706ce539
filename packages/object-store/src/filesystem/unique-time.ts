/** Smallest step that survives the way through a double and the microseconds of the system call. */
const stepMs = 0.01;
let last = 0;

/**
 * A time for a new file, in milliseconds, later than every one given before. File systems stamp files with the clock's last tick,
 * up to 10 ms old, and reuse inodes at once: without this, three puts within a tick could end with the etag of the first.
 */
export function uniqueTime(): number {
  last = Math.max(Date.now(), last + stepMs);
  return last;
}
