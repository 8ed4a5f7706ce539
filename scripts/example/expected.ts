import type { Booking } from './bookings.ts';
import { plainAmount, type WrittenFile } from './files.ts';
import { type Planted, plantings } from './plant.ts';

/** Cause and column of the planted differences. */
const differences = {
  rounded_to_euro: { column: 'amount', cause: 'rounding' },
  wrong_sign: { column: 'amount', cause: 'sign' },
  one_day_later: { column: 'posting_date', cause: 'within_1_day' },
  name_missing_at_bank: { column: 'customer', cause: 'null_vs_value' },
} as const;

/**
 * The right answer for the two files, told from what was planted and from nothing else: no file is read and no engine is asked.
 * A booking that stands twice at the bank may be missing by either of its two lines.
 */
export function expectedResult(planted: readonly Planted[], ledger: WrittenFile, statement: WrittenFile) {
  const ledgerLine = new Map(ledger.records.map((record) => [record.of, record.line]));
  const bankLines = Map.groupBy(statement.records, (record) => record.of);
  const lines = (of: Planted) => (bankLines.get(of) ?? []).map((record) => record.line);

  const missingInTarget = planted.flatMap((of): MissingRecord[] => {
    if (of.ledger === undefined || !(of.bank.length === 0 || of.isTorn || of.planting === 'typo_in_reference'))
      return [];
    const reason = of.isTorn ? { reason: 'rejected_on_other_side' } : {};
    return [{ planted: of.planting, key: of.ledger.reference, source_line: ledgerLine.get(of), ...reason }];
  });
  const missingInSource = planted.flatMap((of): MissingRecord[] => {
    const [booking] = of.bank;
    if (booking === undefined) return [];
    if (of.planting === 'booked_twice') {
      return [{ planted: of.planting, key: booking.reference, target_line_one_of: lines(of), reason: 'duplicate' }];
    }
    if (of.planting !== 'bank_fee' && of.planting !== 'typo_in_reference') return [];
    const reason = booking.reference === '' ? { reason: 'blank_key' } : {};
    return [{ planted: of.planting, key: booking.reference, target_line: lines(of)[0], ...reason }];
  });
  const discrepancies = planted.flatMap((of) => {
    if (of.ledger === undefined || of.planting === undefined || !(of.planting in differences)) return [];
    const difference = differences[of.planting as keyof typeof differences];
    const at = { source_line: ledgerLine.get(of), target_line: lines(of)[0] };
    return [{ planted: of.planting, key: of.ledger.reference, ...at, ...difference }];
  });

  const rejected = statement.records.filter((record) => record.isTorn);
  const sourceRows = ledger.records.length;
  return {
    planted: { ...plantings, bank_fee: missingInSource.filter((row) => row.planted === 'bank_fee').length },
    counts: {
      source_rows: sourceRows,
      target_rows: statement.records.length - rejected.length,
      agreeing: sourceRows - missingInTarget.length - discrepancies.length,
      discrepancies: discrepancies.length,
      differing_cells: discrepancies.length,
      missing_in_target: missingInTarget.length,
      missing_in_source: missingInSource.length,
      duplicate_keys: plantings.booked_twice,
      rejected_in_source: 0,
      rejected_in_target: rejected.length,
    },
    causes: Object.fromEntries(
      Object.entries(differences).map(([planting, { cause }]) => [
        cause,
        plantings[planting as keyof typeof differences],
      ]),
    ),
    forgiven: { amount: plantings.two_cents_off },
    normalised: {
      customer: matched(planted).filter(({ ledger, bank }) => bank.partner !== '' && bank.partner !== ledger.partner)
        .length,
      // A line break in a cell is read as LF on both sides, so those texts are equal as they are read.
      description: plantings.no_purpose,
    },
    control_totals: [controlTotal(planted)],
    lines: { source: ledger.lines, target: statement.lines, target_preamble: 5 },
    missing_in_target: missingInTarget,
    missing_in_source: missingInSource,
    discrepancies,
    rejects: rejected.map((record) => ({ side: 'target', line: record.line, reason: 'too_few_fields' })),
  };
}

interface MissingRecord {
  readonly planted: Planted['planting'];
  readonly key: string;
  readonly source_line?: number | undefined;
  readonly target_line?: number | undefined;
  readonly target_line_one_of?: readonly number[];
  readonly reason?: string;
}

interface Match {
  readonly of: Planted;
  readonly ledger: Booking;
  readonly bank: Booking;
}

function matched(planted: readonly Planted[]): Match[] {
  return planted.flatMap((of) => {
    const [bank] = of.bank;
    if (of.ledger === undefined || bank === undefined || of.isTorn || of.planting === 'typo_in_reference') return [];
    return [{ of, ledger: of.ledger, bank }];
  });
}

function controlTotal(planted: readonly Planted[]) {
  const sum = (cents: readonly number[]) => cents.reduce((total, each) => total + each, 0);
  const bookedAtBank = planted.flatMap((of) => (of.isTorn ? [] : of.bank));
  const pairs = matched(planted);
  const apart = pairs.map(({ of, ledger, bank }) => ({ of, cents: ledger.cents - bank.cents }));
  const listed = apart
    .filter(({ of }) => of.planting === 'rounded_to_euro' || of.planting === 'wrong_sign')
    .map((pair) => pair.cents);
  const source = sum(planted.map((of) => of.ledger?.cents ?? 0));
  const target = sum(bookedAtBank.map((booking) => booking.cents));
  return {
    column: 'amount',
    source_sum: plainAmount(source),
    target_sum: plainAmount(target),
    difference: plainAmount(source - target),
    listed_differences: plainAmount(sum(listed)),
    forgiven_differences: plainAmount(
      sum(apart.filter(({ of }) => of.planting === 'two_cents_off').map((pair) => pair.cents)),
    ),
    missing_in_target: plainAmount(source - sum(pairs.map((pair) => pair.ledger.cents))),
    missing_in_source: plainAmount(target - sum(pairs.map((pair) => pair.bank.cents))),
    gross_difference: plainAmount(sum(listed.map(Math.abs))),
  };
}
