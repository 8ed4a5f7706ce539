/** The hard time of a stage: a base, and what so many bytes take at the slowest rate that still counts as work. */
export function timeoutBySize(rate: { readonly baseMs: number; readonly bytesPerSecond: number }) {
  return (inputBytes: number): number => rate.baseMs + Math.ceil((inputBytes / rate.bytesPerSecond) * 1000);
}
