import { type Booking, calendar } from './bookings.ts';
import type { Planted } from './plant.ts';

/** A written file and where each booking stands in it. */
export interface WrittenFile {
  readonly bytes: Buffer;
  /** Physical line, from 1, of each record, in file order; `torn` for the line that is none. */
  readonly records: readonly {
    readonly of: Planted;
    readonly booking: Booking;
    readonly line: number;
    readonly isTorn: boolean;
  }[];
  readonly lines: number;
}

/** The export of the ledger: UTF-8, comma, ISO dates, `1234.50`, by document number. */
export function writeLedger(planted: readonly Planted[]): WrittenFile {
  const header = ['document_no', 'posting_date', 'customer', 'description', 'currency', 'amount', 'account'];
  const file = lineWriter('\n');
  file.write(header.join(','));
  for (const of of planted) {
    const booking = of.ledger;
    if (booking === undefined) continue;
    const { year, month, day } = calendar(booking.day);
    const cells = [booking.reference, `${year}-${month}-${day}`, booking.partner, booking.purpose, 'EUR'];
    const record = [...cells, plainAmount(booking.cents), booking.account].map(quoteWhereNeeded).join(',');
    file.write(record, { of, booking, isTorn: false });
  }
  return file.end((text) => Buffer.from(text, 'utf8'));
}

/** The statement of the bank: windows-1252, semicolon, `dd.mm.yyyy`, `1.234,50`, preamble, debit and credit, CRLF, by day. */
export function writeStatement(planted: readonly Planted[]): WrittenFile {
  const opening = 4_711_833;
  const file = lineWriter('\r\n');
  file.write('"Kontoinhaber";"Weber Haustechnik GmbH"');
  file.write('"IBAN";"DE89 3704 0044 0532 0130 00"');
  file.write('"Zeitraum";"01.01.2026 - 31.03.2026"');
  file.write(`"Anfangssaldo";"${germanAmount(opening)} EUR"`);
  file.write('"Erstellt am";"01.04.2026, 06:12 Uhr"');
  file.write('Buchungstag;Wertstellung;Referenz;Auftraggeber/Empfänger;Verwendungszweck;Währung;Soll;Haben;Saldo');
  const bookings = planted.flatMap((of) => of.bank.map((booking) => ({ of, booking })));
  bookings.sort((a, b) => a.booking.day - b.booking.day);
  let balance = opening;
  for (const { of, booking } of bookings) {
    balance += booking.cents;
    const day = germanDay(booking.day);
    if (of.isTorn) {
      file.write(`${day};${day};${booking.reference}`, { of, booking, isTorn: true });
      continue;
    }
    const amount = germanAmount(Math.abs(booking.cents));
    const cells = [day, germanDay(Math.min(89, booking.day + (booking.cents > 0 ? 1 : 0))), booking.reference];
    const texts = [booking.partner, booking.purpose].map(quote);
    const money = booking.cents < 0 ? [amount, ''] : ['', amount];
    file.write([...cells, ...texts, 'EUR', ...money, germanAmount(balance)].join(';'), { of, booking, isTorn: false });
  }
  return file.end(windows1252);
}

/** `-1234.50` */
export function plainAmount(cents: number): string {
  const digits = String(Math.abs(cents)).padStart(3, '0');
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** `-1.234,50` */
function germanAmount(cents: number): string {
  const [whole = '', fraction = ''] = plainAmount(cents).split('.');
  return `${whole.replace(/\B(?=(\d{3})+$)/g, '.')},${fraction}`;
}

function germanDay(dayNumber: number): string {
  const { year, month, day } = calendar(dayNumber);
  return `${day}.${month}.${year}`;
}

function quote(cell: string): string {
  return `"${cell.replaceAll('"', '""')}"`;
}

function quoteWhereNeeded(cell: string): string {
  return /[",\n]/.test(cell) ? quote(cell) : cell;
}

/** The few characters of windows-1252 that are not those of Latin-1. */
function windows1252(text: string): Buffer {
  return Buffer.from(text.replaceAll('€', '\x80').replaceAll('–', '\x96'), 'latin1');
}

type RecordEntry = Omit<WrittenFile['records'][number], 'line'>;

function lineWriter(lineEnd: string) {
  const text: string[] = [];
  const records: (RecordEntry & { line: number })[] = [];
  let line = 1;
  return {
    write: (content: string, entry?: RecordEntry): void => {
      const withEnds = content.replaceAll('\n', lineEnd) + lineEnd;
      if (entry !== undefined) records.push({ ...entry, line });
      text.push(withEnds);
      line += withEnds.split(lineEnd).length - 1;
    },
    end: (encode: (text: string) => Buffer): WrittenFile => ({
      bytes: encode(text.join('')),
      records,
      lines: line - 1,
    }),
  };
}
