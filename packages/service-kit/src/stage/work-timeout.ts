const baseMs = 120_000;
/** The careful reader does some 10 MB a second on one core; slower than this is no work any more. */
const bytesPerSecond = 500_000;

/**
 * The hard time of a stage's work on so many bytes of both files, in milliseconds. The status service waits as long before it takes
 * an event for lost.
 */
export function workTimeoutMs(inputBytes: number): number {
  return baseMs + Math.ceil((inputBytes / bytesPerSecond) * 1000);
}
