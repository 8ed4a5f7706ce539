/** A message that a handler works on; `claim` is what the adapter knows it by. */
export interface InHand<Claim> {
  readonly claim: Claim;
  readonly controller: AbortController;
  /** As the store has it: what another worker sees as over must not look as going on here. */
  leasedUntil: number;
}

/** The messages that one consumer works on. */
export function createHands<Claim extends { readonly leasedUntil: number }>() {
  const held = new Set<InHand<Claim>>();
  let onEmpty: (() => void) | undefined;
  return {
    take(claim: Claim): InHand<Claim> {
      const hold = { claim, controller: new AbortController(), leasedUntil: claim.leasedUntil };
      held.add(hold);
      return hold;
    },
    drop(hold: InHand<Claim>): void {
      held.delete(hold);
      if (held.size === 0) onEmpty?.();
    },
    abort(hold: InHand<Claim>, why: string): void {
      hold.controller.abort(new Error(why));
    },
    size: () => held.size,
    all: (): InHand<Claim>[] => [...held],
    /** Resolves when nothing is in hand, or when the time is over. */
    emptyWithin(waitMs: number): Promise<void> {
      if (held.size === 0) return Promise.resolve();
      return new Promise((resolve) => {
        const timer = setTimeout(finish, waitMs);
        onEmpty = finish;
        function finish(): void {
          clearTimeout(timer);
          onEmpty = undefined;
          resolve();
        }
      });
    },
  };
}
