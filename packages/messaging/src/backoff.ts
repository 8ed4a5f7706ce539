/** How long to wait before a message whose handler threw is delivered again, by how often it was delivered (from 1). */
export type Backoff = (deliveryCount: number) => number;

/** Doubles from `firstMs` up to `capMs`; each wait is between half and the whole of that, so that failures spread out. */
export function exponentialBackoff({
  firstMs = 250,
  capMs = 30_000,
  random = Math.random,
}: {
  readonly firstMs?: number;
  readonly capMs?: number;
  /** 0 to 1. */
  readonly random?: () => number;
} = {}): Backoff {
  return (deliveryCount) => {
    const wholeMs = Math.min(capMs, firstMs * 2 ** Math.min(deliveryCount - 1, 30));
    return Math.round(wholeMs / 2 + (wholeMs / 2) * random());
  };
}
