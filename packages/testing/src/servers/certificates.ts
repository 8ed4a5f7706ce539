import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Files in PEM: what a server shows for 127.0.0.1 and localhost, and the authority that clients must trust. */
export interface Certificates {
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
}

const execute = promisify(execFile);
const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc'];

/** Makes an authority and a server's certificate, good for a day, with the `openssl` (3) of this machine. */
export async function makeCertificates(folder: string): Promise<Certificates> {
  await mkdir(folder, { recursive: true });
  const file = (name: string) => join(folder, name);
  const authority = { key: file('ca.key'), cert: file('ca.pem') };
  const server = { key: file('server.key'), cert: file('server.pem') };
  const make = async (of: { key: string; cert: string }, name: string, ...further: string[]) => {
    const output = ['-keyout', of.key, '-out', of.cert, '-days', '1', '-subj', `/CN=${name}`];
    await execute('openssl', ['req', '-x509', ...newKey, ...output, ...further]);
  };
  await make(authority, 'Reconcyl test authority', '-addext', 'keyUsage=critical,keyCertSign');
  const names = 'subjectAltName=IP:127.0.0.1,DNS:localhost';
  const issuer = ['-CA', authority.cert, '-CAkey', authority.key];
  await make(server, 'localhost', ...issuer, '-addext', names, '-addext', 'basicConstraints=critical,CA:FALSE');
  return { caFile: authority.cert, certFile: server.cert, keyFile: server.key };
}
