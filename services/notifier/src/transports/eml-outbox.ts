import { randomBytes } from 'node:crypto';
import { access, link, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Mail } from '../mail/mail.ts';
import type { MailTransport } from './mail-transport.ts';
import { toMime } from './to-mime.ts';

/** A file that is being written is far younger than this; an older one was left by a process that died. */
const leftoverMs = 3_600_000;

/**
 * Writes each mail as `<task id>.<attempt>.eml` into a folder, exactly once: the name comes from the mail, and the file appears
 * whole or not at all, so whether a mail was written is never in doubt.
 */
export async function createEmlOutbox(folder: string): Promise<MailTransport> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await removeLeftovers(folder);
  return {
    name: 'outbox',
    send: async (mail) => {
      await writeOnce(folder, fileName(mail), await toMime(mail));
      return { kind: 'accepted' };
    },
    wasSent: async (mail) => {
      const isThere = await access(join(folder, fileName(mail))).then(
        () => true,
        () => false,
      );
      return isThere ? 'yes' : 'no';
    },
    close: () => Promise.resolve(),
  };
}

function fileName({ tag }: Pick<Mail, 'tag'>): string {
  if (!/^[0-9a-f-]{36}\.\d{1,4}$/.test(tag)) throw new Error('The tag of a mail is a task id and an attempt.');
  return `${tag}.eml`;
}

/** Temporary file, flushed, then linked under its name: a link is never made over a file that is there. */
async function writeOnce(folder: string, name: string, content: Buffer): Promise<void> {
  const temporary = join(folder, `.${randomBytes(8).toString('hex')}.tmp`);
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await link(temporary, join(folder, name)).catch(ignoreExisting);
    await syncFolder(folder);
  } finally {
    await rm(temporary, { force: true });
  }
}

function ignoreExisting(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
}

/** The name itself must survive a crash, too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!/^\.[0-9a-f]{16}\.tmp$/.test(name)) continue;
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && Date.now() - found.mtimeMs > leftoverMs) await rm(path, { force: true });
  }
}
