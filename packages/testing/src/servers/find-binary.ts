import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Where `npm run servers:install` puts what it builds. */
export function serversFolder(): string {
  return process.env.RECONCYL_SERVERS_DIR ?? join(homedir(), '.cache', 'reconcyl-servers', 'bin');
}

/** The path of a server's program: in RECONCYL_SERVERS_DIR, else on the PATH, else where `npm run servers:install` puts it. */
export function findBinary(name: string): string {
  const found = findBinaryOrNothing(name);
  if (found === undefined) throw new Error(`${name} is not installed; run \`npm run servers:install\``);
  return found;
}

export function findBinaryOrNothing(name: string): string | undefined {
  const first = process.env.RECONCYL_SERVERS_DIR;
  const folders = [
    ...(first === undefined ? [] : [first]),
    ...(process.env.PATH ?? '').split(delimiter),
    serversFolder(),
  ];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
