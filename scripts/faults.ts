/**
 * Runs the faults of test-e2e/src/faults, each on six services and servers of its own, and writes what became of the reconciliations
 * into docs/failure-modes.md. Rows of faults that are not run stay as they are.
 *
 *     npm run faults -- --times 10 --only "killed" --seed 7
 *
 * `--times` multiplies the reconciliations of each fault; `--only` runs those whose name holds it. Ends with status 1 when anything
 * was lost, doubled, wrong or left, or a mail is missing.
 */
import { parseArgs } from 'node:util';
import { machine, readFromDocument, table, writeIntoDocument } from '../bench/document.ts';
import { faults } from '../test-e2e/src/faults/faults.ts';
import { brokenPromises, type FaultRun, runFault } from '../test-e2e/src/faults/run-fault.ts';

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
  },
});
const seed = Number(values.seed);
const section = { name: 'faults', by: 'npm run faults' };
const header = [
  ...['when', 'how often', 'accepted', 'completed', 'failed as they should', 'failed by deaths', 'lost', 'doubled'],
  ...['wrong', 'mails missing', 'copies of mails', 'left', 'seconds'],
];

const rows = new Map(rowsOfDocument().map((row) => [row[0], row]));
for (const fault of faults.filter(({ name }) => name.includes(values.only))) {
  const count = fault.count * Number(values.times);
  const run = await runFault(fault, { count, seed });
  const broken = brokenPromises(fault, run);
  if (broken.length > 0) process.exitCode = 1;
  console.log(`${fault.name} (seed ${seed}, ${run.harm.times}): ${JSON.stringify(run.account)}`, ...broken);
  rows.set(fault.name, rowOf(fault.name, run));
  // In the order of the faults, whichever were run.
  const known = faults.flatMap(({ name }) => (rows.has(name) ? [rows.get(name) ?? []] : []));
  writeIntoDocument('failure-modes.md', {
    ...section,
    content: `Machine: ${machine()}. Command: \`npm run faults\`.\n\n${table(header, known)}`,
  });
}

function rowOf(name: string, { account, harm, seconds }: FaultRun): string[] {
  const { accepted, completed, failed, failedWithReason, lost, doubled, wrong, mailsMissing, mailCopies, left } =
    account;
  const byDeaths = (failedWithReason.RECON_WORKER_DIED ?? 0) + (harm.poisoned?.length ?? 0);
  const figures = [accepted, completed, failed, byDeaths, lost, doubled, wrong, mailsMissing, mailCopies, left.length];
  return [name, harm.times, ...figures.map((figure) => figure.toLocaleString('en')), seconds.toFixed(0)];
}

function rowsOfDocument(): string[][] {
  const lines = readFromDocument('failure-modes.md', section).split('\n');
  const cells = lines.filter((line) => line.startsWith('| ')).map((line) => line.slice(2, -2).split(' | '));
  return cells.filter(([name]) => faults.some((fault) => fault.name === name));
}
