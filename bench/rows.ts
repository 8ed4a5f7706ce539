/** One row before it is written. Money in cents, days from 1 January 2020. */
export interface Row {
  readonly id: string;
  readonly day: number;
  readonly cents: number;
  readonly customer: string;
  readonly city: string;
  readonly status: string;
  readonly currency: string;
  readonly quantity: number;
  readonly note: string;
}

const firstNames = [
  'Amira',
  'Bruno',
  'Chiara',
  'Dmitri',
  'Elif',
  'Farid',
  'Greta',
  'Hugo',
  'Ines',
  'Jonas',
  'Keiko',
  'Luca',
];
const lastNames = [
  'Almeida',
  'Baumann',
  'Castro',
  'Dubois',
  'Eriksson',
  'Fischer',
  'Garcia',
  'Horvath',
  'Ivanova',
  'Jensen',
];
const cities = ['Amsterdam', 'Barcelona', 'Copenhagen', 'Dresden', 'Edinburgh', 'Florence', 'Gothenburg', 'Hamburg'];
const statuses = ['booked', 'pending', 'settled', 'reversed'];
const currencies = ['EUR', 'USD', 'GBP', 'CHF'];
const notes = ['standing order', 'invoice paid', 'card payment', 'refund to customer', 'monthly fee'];

/** The row of this index: always the same, and independent of the other rows. */
export function makeRow(index: number): Row {
  const pick = (items: readonly string[], salt: number) => items[scramble(index, salt) % items.length] ?? '';
  const sign = scramble(index, 1) % 5 === 0 ? -1 : 1;
  return {
    id: `T${String(index).padStart(8, '0')}`,
    day: scramble(index, 2) % 2000,
    cents: sign * (100 + (scramble(index, 3) % 9_999_900)),
    customer: `${pick(firstNames, 4)} ${pick(lastNames, 5)} ${scramble(index, 6) % 100}`,
    city: pick(cities, 7),
    status: pick(statuses, 8),
    currency: pick(currencies, 9),
    quantity: 1 + (scramble(index, 10) % 500),
    note: `${pick(notes, 11)} ${scramble(index, 12) % 100}`,
  };
}

/** A whole number from 0 to 2^32 - 1 that looks random. */
export function scramble(index: number, salt: number): number {
  let bits = Math.imul(index ^ Math.imul(salt + 1, 0x9e3779b1), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  bits = Math.imul(bits ^ (bits >>> 16), 0x27d4eb2f);
  return (bits ^ (bits >>> 15)) >>> 0;
}
