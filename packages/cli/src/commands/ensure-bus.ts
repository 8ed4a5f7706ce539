import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { ensureBusOfEnvironment } from '../system/ensure-bus-of-environment.ts';
import { alignColumns } from '../terminal/columns.ts';
import { fitted } from '../terminal/fit.ts';
import { printable, styleFor } from '../terminal/style.ts';

/** `reconcyl ensure-bus`: makes streams and consumers of NATS what this version declares; the one command that changes those there. */
export async function ensureBus(io: Io, { json }: { readonly json?: boolean | undefined }): Promise<number> {
  const ensured = await ensureBusOfEnvironment(io.env);
  if (json === true) {
    io.stdout.write(`${JSON.stringify(ensured, undefined, 2)}\n`);
    return exitCodes.agree;
  }
  const style = styleFor(io, io.stdout);
  const rows = ensured.map(({ what, action, differences }) => [
    action === 'kept' ? action : style('bold', action),
    printable(what),
    printable(differences.join('; ')),
  ]);
  io.stdout.write(fitted(alignColumns(rows), io.stdout));
  return exitCodes.agree;
}
