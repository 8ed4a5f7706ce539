import type { Random } from '@reconcyl/testing/random';
import { type Booking, isWorkday } from './bookings.ts';

/** What was done to a booking so that the two files do not agree, and how often. The README of the example tells the story. */
export const plantings = {
  not_at_bank: 7,
  typo_in_reference: 2,
  broken_line: 1,
  rounded_to_euro: 5,
  wrong_sign: 3,
  one_day_later: 6,
  name_missing_at_bank: 2,
  booked_twice: 1,
  two_cents_off: 12,
  no_purpose: 40,
  line_break_in_purpose: 4,
} as const;
export type Planting = keyof typeof plantings;

/** A booking with what each side wrote down of it. */
export interface Planted {
  readonly planting: Planting | 'bank_fee' | undefined;
  readonly ledger: Booking | undefined;
  /** None, one, or twice the same. */
  readonly bank: readonly Booking[];
  /** The bank's line is torn off after the reference. */
  readonly isTorn: boolean;
}

/** Plants every break on a booking of its own; the others are the same on both sides. */
export function plant(random: Random, bookings: readonly Booking[]): Planted[] {
  const chosen = choose(random, bookings);
  const planted = bookings.map((booking, index) => plantOne(random, booking, chosen.get(index), index));
  return [
    ...planted,
    ...fees.map((bank) => ({ planting: 'bank_fee' as const, ledger: undefined, bank: [bank], isTorn: false })),
  ];
}

function plantOne(random: Random, booking: Booking, planting: Planting | undefined, index: number): Planted {
  const asIs = { planting, ledger: booking, bank: [booking], isTorn: false };
  switch (planting) {
    case undefined:
      // Every third booking has its partner in capitals at the bank, which is no difference.
      return index % 3 === 0 ? { ...asIs, bank: [{ ...booking, partner: capitals(booking.partner) }] } : asIs;
    case 'not_at_bank':
      return { ...asIs, bank: [] };
    case 'typo_in_reference':
      return { ...asIs, bank: [{ ...booking, reference: booking.reference.replace('2026', '2O26') }] };
    case 'broken_line':
      return { ...asIs, isTorn: true };
    case 'rounded_to_euro':
      return {
        ...asIs,
        bank: [{ ...booking, cents: Math.sign(booking.cents) * Math.round(Math.abs(booking.cents) / 100) * 100 }],
      };
    case 'wrong_sign':
      return { ...asIs, bank: [{ ...booking, cents: -booking.cents }] };
    case 'one_day_later':
      return { ...asIs, bank: [{ ...booking, day: booking.day + 1 }] };
    case 'name_missing_at_bank':
      return { ...asIs, bank: [{ ...booking, partner: '' }] };
    case 'booked_twice':
      return { ...asIs, bank: [booking, booking] };
    case 'two_cents_off':
      return { ...asIs, bank: [{ ...booking, cents: booking.cents + random.pick([-2, -1, 1, 2]) }] };
    case 'no_purpose':
      return { ...asIs, ledger: { ...booking, purpose: 'n/a' }, bank: [{ ...booking, purpose: '' }] };
    case 'line_break_in_purpose': {
      const broken = { ...booking, purpose: booking.purpose.replace(' ', '\n') };
      return { ...asIs, ledger: broken, bank: [broken] };
    }
  }
}

function choose(random: Random, bookings: readonly Booking[]): Map<number, Planting> {
  const chosen = new Map<number, Planting>();
  for (const [planting, count] of Object.entries(plantings) as [Planting, number][]) {
    for (let planted = 0; planted < count; ) {
      const index = random.between(0, bookings.length - 1);
      const booking = bookings[index];
      if (booking === undefined || chosen.has(index) || !isFit(booking, planting)) continue;
      chosen.set(index, planting);
      planted += 1;
    }
  }
  return chosen;
}

/** A planted break must be one: an amount in whole euros cannot be rounded to euros. */
function isFit(booking: Booking, planting: Planting): boolean {
  const overEuro = Math.abs(booking.cents) % 100;
  if (planting === 'rounded_to_euro') return overEuro > 5 && overEuro < 95;
  if (planting === 'one_day_later') return booking.day < 89 && isWorkday(booking.day + 1);
  return true;
}

const fees: readonly Booking[] = [
  fee('ENTG-2026-01', 30, 1490, 'Kontoführung Januar'),
  fee('ENTG-2026-02', 57, 1490, 'Kontoführung Februar'),
  fee('', 64, 1250, 'Auslandsentgelt'),
  fee('ENTG-2026-03', 89, 1490, 'Kontoführung März'),
];

function fee(reference: string, day: number, cents: number, purpose: string): Booking {
  return { reference, day, partner: 'Hausbank AG', purpose, cents: -cents, account: '' };
}

/** German capitals; names with ß stay as they are, because its capital form would be another name. */
function capitals(name: string): string {
  return name.includes('ß') ? name : name.toUpperCase();
}
