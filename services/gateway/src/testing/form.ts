export interface FormPart {
  readonly name: string;
  readonly value: string | Buffer;
  readonly fileName?: string;
  readonly type?: string;
}

const boundary = 'the-boundary-of-the-test';

/** A multipart form as a client would send it. */
export function form(...parts: readonly FormPart[]) {
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload: Buffer.concat([...parts.map(partBytes), Buffer.from(`--${boundary}--\r\n`)]),
  };
}

export const file = (name: string, value: string | Buffer, fileName = `${name}.csv`): FormPart => ({
  name,
  value,
  fileName,
  type: 'text/csv',
});
export const field = (name: string, value: string): FormPart => ({ name, value });

/** A believable pair. */
export const pair = [file('source', 'id,amount\n1,10\n2,20\n'), file('target', 'id,amount\n1,10\n2,21\n')] as const;

function partBytes({ name, value, fileName, type }: FormPart): Buffer {
  const fileNamePart = fileName === undefined ? '' : `; filename="${fileName}"`;
  const typeLine = type === undefined ? '' : `Content-Type: ${type}\r\n`;
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${fileNamePart}\r\n${typeLine}\r\n`;
  return Buffer.concat([Buffer.from(head), Buffer.from(value), Buffer.from('\r\n')]);
}
