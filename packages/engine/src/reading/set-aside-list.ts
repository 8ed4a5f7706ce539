import type { Finding, SetAside, Side } from '@reconcyl/contracts';

/** Rows that a reader sets aside: they hold nothing but blanks or the header again. */
export interface SetAsideList {
  readonly items: readonly SetAside[];
  add(record: Omit<SetAside, 'side'>): void;
  warnings(): Finding[];
}

/** They are held in memory; a file of blank rows by the million is told in one number beyond this. */
const mostListed = 100_000;

export function createSetAsideList(side: Side): SetAsideList {
  const items: SetAside[] = [];
  let more = 0;
  return {
    items,
    add(record) {
      if (items.length < mostListed) items.push({ side, ...record });
      else more++;
    },
    warnings: () =>
      more === 0
        ? []
        : [
            {
              code: 'set_aside_not_listed',
              message: `${more} more blank rows or repeated headers of the ${side} are counted and not listed.`,
              count: more,
            },
          ],
  };
}
