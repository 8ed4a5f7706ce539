import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from './until.ts';

/** One part of a mail, decoded. */
export interface MailPart {
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

export interface Mail extends MailPart {
  readonly file: string;
  /** The leaves, in order. */
  readonly parts: readonly MailPart[];
}

/** The mails in the outbox about one task, or all of them. */
export async function mails(mailFolder: string, taskId = ''): Promise<Mail[]> {
  const names = (await readdir(mailFolder)).filter((name) => name.endsWith('.eml')).toSorted();
  const all = await Promise.all(names.map(async (name) => parse(name, await readFile(join(mailFolder, name)))));
  return all.filter((mail) => mail.headers.get('message-id')?.includes(taskId));
}

export function mailAbout(mailFolder: string, taskId: string): Promise<Mail> {
  return until(`the mail about ${taskId}`, async () => (await mails(mailFolder, taskId))[0]);
}

/** The first leaf of a type, as text. */
export function textOf(mail: Mail, type: string): string {
  const part = mail.parts.find((one) => one.headers.get('content-type')?.startsWith(type));
  return part === undefined ? '' : part.body.toString('utf8');
}

export function attachments(mail: Mail): { readonly name: string; readonly body: Buffer }[] {
  return mail.parts.flatMap((part) => {
    const disposition = part.headers.get('content-disposition') ?? '';
    const name = /^attachment;.*filename="?([^";]+)/s.exec(disposition)?.[1];
    return name === undefined ? [] : [{ name, body: part.body }];
  });
}

function parse(file: string, bytes: Buffer): Mail {
  const whole = parsePart(bytes.toString('latin1'));
  return { file, ...whole, parts: leaves(whole) };
}

function leaves(part: MailPart): MailPart[] {
  const boundary = /^multipart\/.*boundary="?([^";]+)/s.exec(part.headers.get('content-type') ?? '')?.[1];
  if (boundary === undefined) return [part];
  const [, ...pieces] = `\r\n${part.body.toString('latin1')}`.split(`\r\n--${boundary}`);
  return pieces.slice(0, -1).flatMap((piece) => leaves(parsePart(piece.replace(/^[ \t]*\r\n/, ''))));
}

function parsePart(text: string): MailPart {
  const end = text.indexOf('\r\n\r\n');
  const lines = text
    .slice(0, end)
    .replaceAll(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers = new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  return { headers, body: decode(text.slice(end + 4), headers.get('content-transfer-encoding') ?? '7bit') };
}

function decode(text: string, encoding: string): Buffer {
  if (encoding === 'base64') return Buffer.from(text, 'base64');
  if (encoding !== 'quoted-printable') return Buffer.from(text, 'latin1');
  const joined = text.replaceAll(/=\r\n/g, '');
  return Buffer.from(
    joined.replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
}
