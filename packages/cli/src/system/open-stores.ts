import { access } from 'node:fs/promises';
import { ReconcylError } from '@reconcyl/contracts';
import { createFilesystemObjectStore } from '@reconcyl/object-store/filesystem';
import { dataPaths } from '@reconcyl/service-kit';
import { createSqliteTaskStore } from '@reconcyl/task-store/sqlite';
import type { createClosers } from './closers.ts';

/** The two stores of a data folder, which may be in use. Throws RECON_USAGE where no system ever kept its data. */
export async function openStores(dataFolder: string, closers: ReturnType<typeof createClosers>) {
  const paths = dataPaths(dataFolder);
  await access(paths.objects).catch((cause: unknown) => {
    throw new ReconcylError('RECON_USAGE', 'The data folder holds no reconciliations; name it with --data.', { cause });
  });
  const store = await createFilesystemObjectStore({ root: paths.objects });
  closers.add(store.close);
  const tasks = await createSqliteTaskStore({ file: paths.tasks });
  closers.add(tasks.close);
  return { store, tasks };
}
