import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A client that says exactly what the test says, byte by byte. Closed when the test ends. */
export async function rawClient(port: number) {
  const socket: Socket = connect({ port, host: '127.0.0.1' });
  let received = '';
  let isClosed = false;
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1');
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    isClosed = true;
  });
  await new Promise((resolve) => socket.once('connect', resolve));
  onTestFinished(() => void socket.destroy());
  return {
    socket,
    send: (text: string | Buffer) => new Promise<void>((resolve) => socket.write(text, () => resolve())),
    received: () => received,
    isClosed: () => isClosed,
    hangUp: () => socket.destroy(),
  };
}

const boundary = 'raw-boundary';

/** The head of an upload; `length` is what the client announces, `chunked` when it announces nothing. */
export function uploadHead(length: number | 'chunked', path = '/upload/'): string {
  return [
    `POST ${path} HTTP/1.1`,
    'Host: localhost',
    `Content-Type: multipart/form-data; boundary=${boundary}`,
    length === 'chunked' ? 'Transfer-Encoding: chunked' : `Content-Length: ${length}`,
    '',
    '',
  ].join('\r\n');
}

export const partHead = (name: string) =>
  `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${name}.csv"\r\n\r\n`;
export const formEnd = `\r\n--${boundary}--\r\n`;
