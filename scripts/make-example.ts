import { writeFileSync } from 'node:fs';
import { createRandom } from '@reconcyl/testing/random';
import { makeBookings } from './example/bookings.ts';
import { expectedResult } from './example/expected.ts';
import { writeLedger, writeStatement } from './example/files.ts';
import { plant } from './example/plant.ts';

/**
 * Makes the files of examples/bank-statement: a ledger, a bank statement, and the right answer as it was planted.
 * The same bytes each time; a test holds the committed files to them.
 */
export function makeExample(): Record<'ledger.csv' | 'statement.csv' | 'expected.json', Buffer> {
  const random = createRandom(20260331);
  const planted = plant(random, makeBookings(random, 3000));
  const ledger = writeLedger(planted);
  const statement = writeStatement(planted);
  const expected = expectedResult(planted, ledger, statement);
  return {
    'ledger.csv': ledger.bytes,
    'statement.csv': statement.bytes,
    'expected.json': Buffer.from(`${JSON.stringify(expected, null, 2)}\n`),
  };
}

if (import.meta.main) {
  for (const [name, bytes] of Object.entries(makeExample())) {
    writeFileSync(new URL(`../examples/bank-statement/${name}`, import.meta.url), bytes);
  }
}
