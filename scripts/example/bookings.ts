import type { Random } from '@reconcyl/testing/random';

/** One booking as both sides would know it. Money is in whole cents, days count from 1 January 2026, which is day 0. */
export interface Booking {
  readonly reference: string;
  readonly day: number;
  readonly partner: string;
  readonly purpose: string;
  /** Positive: money came in. */
  readonly cents: number;
  readonly account: string;
}

const customers = [
  'Müller & Söhne GmbH',
  'Bäckerei Körner',
  'Stadtwerke Fürth',
  'Hotel "Zum Löwen"',
  'Praxis Dr. Jäger',
  'Autohaus Grünwald KG',
  'Schön; Partner Architekten',
  'Gärtnerei Özdemir',
  'Kita Regenbogen e.V.',
  'Metzgerei Huber',
  'Capek Stahlbau s.r.o.',
  'Wohnbau Nürnberg eG',
] as const;

/** Each with the ledger account that its invoices go to, and with what it sells. */
const suppliers = [
  { name: 'Sanitärgroßhandel Reuß', account: '3400', goods: ['Waschtische', 'Mischbatterien', 'Duschwannen'] },
  { name: 'Kupfer & Rohr AG', account: '3400', goods: ['Kupferrohr 15 mm', 'Pressfittings', 'Dämmschalen'] },
  { name: 'Bürobedarf Schäfer', account: '4930', goods: ['Büromaterial', 'Toner'] },
  { name: 'Mineralöl Vogt', account: '4530', goods: ['Diesel, Tankkarte', 'Heizöl'] },
  { name: 'Zeitarbeit Lübbe, Inh. K. Lübbe', account: '3100', goods: ['Leihpersonal, Stunden'] },
  { name: 'Werkzeug Krämer', account: '4985', goods: ['Bohrkronen', 'Presszangen'] },
  { name: 'Immobilien Weiß', account: '4210', goods: ['Miete Lagerstraße, Halle'] },
] as const;

const jobs = [
  'Heizungswartung',
  'Badsanierung',
  'Rohrreinigung',
  'Thermentausch',
  'Anzahlung – Wärmepumpe',
  'Gutschein 50 €',
] as const;

/** Bookings of the first quarter, in the order of their document numbers; every reference is there once. */
export function makeBookings(random: Random, count: number): Booking[] {
  return Array.from({ length: count }, (_, index) => {
    const isIncoming = random.between(1, 100) <= 68;
    const number = String(index + 1).padStart(5, '0');
    const amount = random.between(1, 100) <= 8 ? random.between(250_000, 4_800_000) : random.between(1_900, 249_900);
    // Numbers are given when a document is written; the money moves up to three days after that.
    const day = workday(1 + Math.floor((index / count) * 85) + random.between(0, 3));
    if (isIncoming) {
      const purpose = `${random.pick(jobs)}, Auftrag ${random.between(10_000, 99_999)}`;
      return {
        reference: `RE-2026-${number}`,
        day,
        partner: random.pick(customers),
        purpose,
        cents: amount,
        account: '8400',
      };
    }
    const { name, account, goods } = random.pick(suppliers);
    const purpose = `${random.pick(goods)} ${random.between(2, 40)}`;
    return { reference: `ER-2026-${number}`, day, partner: name, purpose, cents: -amount, account };
  });
}

/** Whether a bank books on this day; 1 January 2026 is a Thursday. */
export function isWorkday(day: number): boolean {
  const weekday = (day + 4) % 7;
  return weekday !== 0 && weekday !== 6;
}

function workday(day: number): number {
  return isWorkday(day) ? day : workday(day + 1);
}

/** The day as year, month and day of the month; the first quarter of 2026 is day 0 to 89. */
export function calendar(day: number): { readonly year: string; readonly month: string; readonly day: string } {
  const [year = '', month = '', dayOfMonth = ''] = new Date(Date.UTC(2026, 0, 1 + day))
    .toISOString()
    .slice(0, 10)
    .split('-');
  return { year, month, day: dayOfMonth };
}
