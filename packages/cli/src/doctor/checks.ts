import { once } from 'node:events';
import { mkdir, mkdtemp, open, rm, rmdir, statfs, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { ReconcylError } from '@reconcyl/contracts';
import { createWorkFolder } from '../files/work-folder.ts';
import { counted, grouped } from '../terminal/style.ts';

export interface Surroundings {
  readonly dataFolder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** One thing to try. `run` gives what was found, and throws an error with what was found when it will not do. */
export interface Check {
  readonly name: string;
  readonly run: (surroundings: Surroundings) => Promise<string>;
  readonly advice: string;
  /** Tried only where the data folder can be written: without it the answer would be the same again. */
  readonly needsDataFolder?: boolean;
}

const connectMs = 5000;
const requiredNode: readonly [number, number] = [24, 15];
const leastFreeBytes = 1024 ** 3;

/** Name of the check that those with `needsDataFolder` rest on. */
export const dataFolderCheck = 'data folder';

export const checks: readonly Check[] = [
  {
    name: 'Node',
    advice: `Install Node ${requiredNode.join('.')} or later, or run it through npm in the project folder.`,
    run: async () => {
      const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
      const isEnough = major > requiredNode[0] || (major === requiredNode[0] && minor >= requiredNode[1]);
      if (!isEnough) throw new Error(`version ${process.versions.node}`);
      return `version ${process.versions.node}`;
    },
  },
  {
    name: 'memory',
    advice: 'Give it at least 1 GB; large pairs need about 600 MB for the engine alone.',
    run: async () => {
      const bytes = Math.min(process.constrainedMemory() || Number.POSITIVE_INFINITY, totalmem());
      if (bytes < 900_000_000) throw new Error(`${gigabytes(bytes)} in all`);
      return `${gigabytes(bytes)} in all`;
    },
  },
  {
    name: dataFolderCheck,
    advice: 'Choose a folder on a local disk that this user may write, with --data.',
    run: (surroundings) =>
      inDataFolder(surroundings, async (folder) => {
        await writeFile(join(folder, 'file'), 'content');
        return `${resolve(surroundings.dataFolder)} can be written`;
      }),
  },
  {
    name: 'disk space',
    needsDataFolder: true,
    advice: 'Free at least 1 GB: below that, uploads are refused.',
    run: (surroundings) =>
      inDataFolder(surroundings, async (folder) => {
        const { bavail, bsize } = await statfs(folder);
        const said = `${gigabytes(bavail * bsize)} free`;
        if (bavail * bsize < leastFreeBytes) throw new Error(said);
        return said;
      }),
  },
  {
    name: 'fsync',
    needsDataFolder: true,
    advice: 'Use a local disk: what was accepted must survive a power cut.',
    run: (surroundings) =>
      inDataFolder(surroundings, async (folder) => {
        const file = await open(join(folder, 'synced'), 'w');
        try {
          await file.writeFile('content');
          const begin = performance.now();
          await file.sync();
          return `${(performance.now() - begin).toFixed(1)} ms`;
        } finally {
          await file.close();
        }
      }),
  },
  {
    name: 'object store',
    needsDataFolder: true,
    advice: 'The file system must know hard links and be local; network file systems will not do.',
    run: (surroundings) =>
      inDataFolder(surroundings, async (folder) => {
        const { createFilesystemObjectStore } = await import('@reconcyl/object-store/filesystem');
        const store = await createFilesystemObjectStore({ root: join(folder, 'objects') });
        try {
          const puts = await Promise.all(
            Array.from({ length: 10 }, (_, index) => store.put('doctor/once', String(index), { ifAbsent: true })),
          );
          const created = puts.filter((put) => put.created).length;
          if (created !== 1) throw new Error(`${created} of 10 writers believed to be the first`);
          return 'one of 10 writers is the first';
        } finally {
          await store.close();
        }
      }),
  },
  {
    name: 'bus and task store',
    needsDataFolder: true,
    advice: 'Use a local disk: SQLite needs its locks.',
    run: (surroundings) =>
      inDataFolder(surroundings, async (folder) => {
        const { createSqliteBus } = await import('@reconcyl/messaging/sqlite');
        const bus = await createSqliteBus({ file: join(folder, 'bus.sqlite') });
        await bus.ping().finally(() => bus.close());
        const { createSqliteTaskStore } = await import('@reconcyl/task-store/sqlite');
        const tasks = await createSqliteTaskStore({ file: join(folder, 'tasks.sqlite') });
        await tasks.ping().finally(() => tasks.close());
        return 'SQLite opens, writes and locks';
      }),
  },
  {
    name: 'settings',
    advice: 'docs/environment.md has every variable with its bounds.',
    run: async ({ env }) => {
      const [{ readSettings }, { bindAddress }] = await Promise.all([
        import('../system/settings.ts'),
        import('@reconcyl/gateway'),
      ]);
      try {
        bindAddress(readSettings(env).gateway);
      } catch (error) {
        const detail = error instanceof ReconcylError ? error.detail : undefined;
        throw new Error(detail ?? 'they cannot be read', { cause: error });
      }
      return 'the environment is valid';
    },
  },
  {
    name: 'mail',
    advice: 'Check POSTMARK_TOKEN or SMTP_URL and MAIL_FROM; without them mails are written into the data folder.',
    run: async ({ env }) => {
      const { readSettings } = await import('../system/settings.ts');
      const { POSTMARK_TOKEN, SMTP_URL, MAIL_FROM, MAIL_ALLOWED_DOMAINS } = readSettings(env).notifier;
      if (POSTMARK_TOKEN === undefined && SMTP_URL === undefined) return 'written as .eml files into the data folder';
      if (MAIL_FROM === undefined) throw new Error('MAIL_FROM is not set');
      if (MAIL_ALLOWED_DOMAINS.length === 0)
        return 'MAIL_ALLOWED_DOMAINS is empty: every mail stays in the data folder';
      if (POSTMARK_TOKEN !== undefined || SMTP_URL === undefined) return 'by Postmark (the token is not tried here)';
      await tryConnection(new URL(SMTP_URL.reveal()));
      return 'the SMTP server answers';
    },
  },
  {
    name: 'engine',
    advice: 'Install again with `npm ci` on this machine: DuckDB is built for one system and processor.',
    run: async () => {
      const folder = createWorkFolder();
      try {
        return await reconcileTwoRows(folder.path);
      } finally {
        folder.remove();
      }
    },
  },
];

async function tryConnection({ protocol, hostname, port }: URL): Promise<void> {
  const socket = connect({ host: hostname, port: Number(port) || (protocol === 'smtps:' ? 465 : 587) });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(connectMs) });
  } catch (error) {
    throw new Error('the SMTP server does not answer', { cause: error });
  } finally {
    socket.destroy();
  }
}

/** A pair whose answer is known: one row agrees, one differs. */
async function reconcileTwoRows(folder: string): Promise<string> {
  const { inspect, reconcile } = await import('@reconcyl/engine');
  const source = { path: join(folder, 'source.csv'), displayName: 'source.csv' };
  const target = { path: join(folder, 'target.csv'), displayName: 'target.csv' };
  await writeFile(source.path, 'id,amount\n1,2.50\n2,3.00\n');
  await writeFile(target.path, 'id,amount\n1,2.5\n2,4.00\n');
  const workDir = join(folder, 'work');
  const outDir = join(folder, 'result');
  await mkdir(outDir);
  const plan = await inspect({ source, target, key: ['id'], workDir });
  const { counts } = await reconcile({ source, target, plan, workDir, outDir });
  if (counts.agreeing !== 1 || counts.discrepancies !== 1) throw new Error('it gave a wrong answer for a known pair');
  return `DuckDB loads; ${counted(counts.source_rows, 'row')} compared`;
}

/** Gives the check a folder of its own inside the data folder, and leaves everything as it was. */
async function inDataFolder<Result>(
  { dataFolder }: Surroundings,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  const firstMade = await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  try {
    const folder = await mkdtemp(join(dataFolder, '.doctor-'));
    try {
      return await work(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  } finally {
    if (firstMade !== undefined) await removeEmpty(resolve(dataFolder), resolve(firstMade));
  }
}

/** Removes the folders that the check made, from the innermost to the first; one that someone else began to use stays. */
async function removeEmpty(folder: string, last: string): Promise<void> {
  await rmdir(folder).catch(() => {});
  if (folder !== last) await removeEmpty(dirname(folder), last);
}

function gigabytes(bytes: number): string {
  return `${grouped((bytes / 1e9).toFixed(1))} GB`;
}
