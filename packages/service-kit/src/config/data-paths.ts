import { join } from 'node:path';

/** Where the embedded adapters keep what is theirs in a data folder, so that all services of a machine find the same. */
export function dataPaths(dataDir: string) {
  return {
    /** Folder of the object store: the truth. */
    objects: join(dataDir, 'objects'),
    /** Database of the bus. */
    bus: join(dataDir, 'bus.sqlite'),
    /** Database of the task store. */
    tasks: join(dataDir, 'tasks.sqlite'),
    /** Folder for work in hand. */
    scratch: join(dataDir, 'scratch'),
    /** Folder that people drop files into. */
    inbox: join(dataDir, 'inbox'),
    /** Folder of mails when no mail server is set. */
    mail: join(dataDir, 'mail'),
  };
}
