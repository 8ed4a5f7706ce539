import { defaultTenant } from '@reconcyl/contracts';
import { rebuild } from '@reconcyl/status';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { createClosers } from '../system/closers.ts';
import { openStores } from '../system/open-stores.ts';
import { counted } from '../terminal/style.ts';

/** `reconcyl rebuild`: makes the task store say what the objects say. It may run beside the system. */
export async function rebuildTaskStore(io: Io, options: { readonly data: string }): Promise<number> {
  const closers = createClosers();
  try {
    const stores = await openStores(options.data, io.env, closers);
    const { found, written, removed } = await rebuild(stores, defaultTenant);
    io.stdout.write(
      `${counted(found, 'reconciliation')}; ${counted(written, 'record')} written, ${counted(removed, 'record')} removed.\n`,
    );
    return exitCodes.agree;
  } finally {
    await closers.closeAll();
  }
}
