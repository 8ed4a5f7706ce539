import { checks, dataFolderCheck } from '../doctor/checks.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { alignColumns } from '../terminal/columns.ts';
import { fitted } from '../terminal/fit.ts';
import { printable, styleFor } from '../terminal/style.ts';

/** `reconcyl doctor`: tries each thing that the system needs, and says what to do about what fails. Exit code 0 or 2. */
export async function doctor(io: Io, options: { readonly data: string }): Promise<number> {
  const style = styleFor(io, io.stdout);
  const rows: string[][] = [];
  let isWell = true;
  let hasDataFolder = true;
  for (const check of checks) {
    if (check.needsDataFolder === true && !hasDataFolder) {
      rows.push([style('dim', 'not tried'), check.name, style('dim', 'it needs the data folder')]);
      continue;
    }
    const { ok, found } = await check.run({ dataFolder: options.data, env: io.env }).then(
      (text) => ({ ok: true, found: text }),
      (error: unknown) => ({ ok: false, found: error instanceof Error ? error.message : 'it does not work' }),
    );
    isWell &&= ok;
    if (check.name === dataFolderCheck) hasDataFolder = ok;
    rows.push([ok ? style('green', 'ok') : style('red', 'failed'), check.name, printable(found)]);
    if (!ok) rows.push(['', '', style('dim', check.advice)]);
  }
  io.stdout.write(fitted(alignColumns(rows), io.stdout));
  return isWell ? exitCodes.agree : exitCodes.couldNotRun;
}
