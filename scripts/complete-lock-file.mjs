/**
 * Completes package-lock.json with the optional dependencies of other platforms.
 *
 * A package such as turbo lists one optional dependency a platform. A registry mirror that serves only some platforms makes
 * `npm install` leave the others out of the lock file, and `npm ci` then refuses it ("Missing: @turbo/darwin-64 from lock file").
 * Each missing one is added as `{version, os, cpu, optional}`, which is what npm itself needs to skip or fetch it.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const path = new URL('../package-lock.json', import.meta.url);
const before = readFileSync(path, 'utf8');
const lock = JSON.parse(before);

const operatingSystems = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
  'aix',
];
const processors = ['arm64', 'x64', 'arm', 'ia32', 'riscv64', 'ppc64', 's390x', 'loong64', 'mips64el', 'wasm32'];

/** The platform that a package name such as `@turbo/windows-arm64` stands for; undefined parts are not restricted. */
function platformOf(name) {
  const words = name.split(/[/\-_.]/).map((word) => ({ windows: 'win32', 64: 'x64' })[word] ?? word);
  return {
    os: operatingSystems.find((os) => words.includes(os)),
    cpu: processors.find((cpu) => words.includes(cpu)),
  };
}

function isInstalledFor(parentPath, name) {
  for (let folder = parentPath; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    if (lock.packages[`${folder ? `${folder}/` : ''}node_modules/${name}`]) return true;
    if (folder === '') return false;
  }
}

for (const [parentPath, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isInstalledFor(parentPath, name)) continue;
    if (!/^\d/.test(version)) continue; // a range needs a registry to resolve; platform packages are pinned exactly
    const { os, cpu } = platformOf(name);
    lock.packages[`node_modules/${name}`] = {
      version,
      ...(entry.dev ? { dev: true } : {}),
      optional: true,
      ...(os ? { os: [os] } : {}),
      ...(cpu ? { cpu: [cpu] } : {}),
    };
  }
}

const packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
const after = `${JSON.stringify({ ...lock, packages }, null, 2)}\n`;
if (after !== before) writeFileSync(path, after);
