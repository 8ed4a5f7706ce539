import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** What the root folder of an image holds beside busybox, from paths of this machine to paths of the image. */
export interface RootContent {
  /** Copied with the shared libraries that they need. */
  readonly programs?: Readonly<Record<string, string>>;
  readonly folders?: Readonly<Record<string, string>>;
  /** Paths of the image, and what they point to. */
  readonly links?: Readonly<Record<string, string>>;
}

const accounts = `root:x:0:0:root:/root:/bin/sh
node:x:1000:1000:node:/home/node:/bin/sh
`;

/** Makes the root folder of a small Linux: busybox, two accounts, and what is asked for. */
export function fillRoot(root: string, { programs = {}, folders = {}, links = {} }: RootContent): void {
  for (const folder of ['bin', 'etc', 'home/node', 'root', 'tmp', 'usr/bin', 'usr/sbin', 'sbin', 'usr/local/bin']) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  chmodSync(join(root, 'tmp'), 0o1777);
  writeFileSync(join(root, 'etc/passwd'), accounts);
  writeFileSync(join(root, 'etc/group'), 'root:x:0:\nnode:x:1000:\n');
  const busybox = which('busybox');
  copyWithLibraries(root, busybox, '/bin/busybox');
  for (const applet of run(busybox, ['--list-full']).trim().split('\n')) {
    const path = join(root, applet);
    mkdirSync(dirname(path), { recursive: true });
    if (!existsSync(path)) symlinkSync('/bin/busybox', path);
  }
  for (const [from, to] of Object.entries(programs)) copyWithLibraries(root, from, to);
  for (const [from, to] of Object.entries(folders)) {
    cpSync(realpathSync(from), join(root, to), { recursive: true, verbatimSymlinks: true });
  }
  for (const [path, target] of Object.entries(links)) symlinkSync(target, join(root, path));
}

/** The path of a program of this machine. */
export function which(name: string): string {
  return run('sh', ['-c', 'command -v "$1"', 'sh', name]).trim();
}

function copyWithLibraries(root: string, from: string, to: string): void {
  copy(from, join(root, to));
  for (const library of librariesOf(from)) copy(library, join(root, library));
}

/** Paths as the program looks for them; the files themselves may lie behind links. None of a program that is linked statically. */
function librariesOf(program: string): string[] {
  try {
    return [...run('ldd', [program]).matchAll(/(?:=>\s+|^\s+)(\/\S+)/gm)].map(([, path = '']) => path);
  } catch {
    return [];
  }
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(realpathSync(from), to);
  chmodSync(to, 0o755);
}

function run(command: string, args: readonly string[]): string {
  return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}
