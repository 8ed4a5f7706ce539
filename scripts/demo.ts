/**
 * `npm run demo`: the whole system in this process, in a fresh folder, and the bank statement example through its real HTTP door.
 * Leaves the reports and the mail in `reconcyl-demo/`.
 */
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { main, startSystem } from '@reconcyl/cli';

const root = join(import.meta.dirname, '..');
const example = join(root, 'examples', 'bank-statement');
const folder = join(root, 'reconcyl-demo');
const reports = join(folder, 'reports');
const begun = performance.now();

await rm(folder, { recursive: true, force: true });
await mkdir(folder);
console.log('Starting the whole system in one process …');
// Nothing of the shell around may change what the demo shows, least of all send a real mail.
const system = await startSystem({ dataFolder: join(folder, 'data'), port: 0, env: { LOG_LEVEL: 'error' } });
try {
  console.log(`It answers at ${system.url}\n`);
  console.log(
    'Uploading a ledger (UTF-8, comma, ISO dates) and a bank statement (windows-1252, semicolon, dd.mm.yyyy) …',
  );
  const files = [
    join(example, 'ledger.csv'),
    join(example, 'statement.csv'),
    '--ruleset',
    join(example, 'ruleset.yaml'),
  ];
  const wanted = [
    '--email',
    'controller@example.com',
    '--report',
    'json',
    '--report',
    'csv',
    '--report',
    'html',
    '--out',
    shown(reports),
  ];
  const code = await main(['submit', system.url, ...files, ...wanted, '--fail-on', 'none']);
  if (code !== 0) throw new Error(`the upload ended with ${code}`);

  const mails = await waitForMail(system.mailFolder);
  console.log('\nWhere things lie');
  for (const name of (await readdir(reports)).toSorted()) console.log(`  report  ${shown(join(reports, name))}`);
  for (const name of mails) console.log(`  mail    ${shown(join(system.mailFolder, name))}`);
} finally {
  await system.stop();
}
console.log(
  `\nDone in ${((performance.now() - begun) / 1000).toFixed(1)} s. \`npm start\` keeps it running; open http://127.0.0.1:8080/docs.`,
);

/** The report is there before the mail is: waits for it, not for ever. */
async function waitForMail(mailFolder: string): Promise<string[]> {
  for (let tries = 0; tries < 200; tries++) {
    const found = (await readdir(mailFolder).catch(() => [])).filter((name) => name.endsWith('.eml'));
    if (found.length > 0) return found;
    await setTimeout(50);
  }
  throw new Error('no mail was written within 10 s');
}

function shown(path: string): string {
  return relative(process.cwd(), path);
}
