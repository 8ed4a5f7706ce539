import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Import {
  /** From the root of the repository, with slashes. */
  readonly file: string;
  /** What the file names, e.g. `@reconcyl/engine/result` or `csv-parse/sync`; neither files nor modules of Node. */
  readonly of: string;
  /** Whether the file is a test, serves tests, or is a script: nothing that a finished image holds. */
  readonly isDevelopment: boolean;
  /** Whether nothing is loaded for it. */
  readonly isTypeOnly: boolean;
}

export interface Package {
  /** The name of its folder. */
  readonly name: string;
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
  readonly imports: readonly Import[];
}

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');

/** Statements that import or export from a module, and calls of `import`; the word `type` and the module are groups. */
const importOrExport = /(?:^(?:im|ex)port\s+(type\s)?[\w\s{},*$]*?\bfrom\s*|^import\s*|\bimport\()'([^'\s]+)'/gm;

/** All packages and services, with what their manifests declare and their sources import. */
export const packages: readonly Package[] = globSync('{packages,services}/*/package.json', { cwd: root })
  .map((manifest) => readPackage(dirname(manifest).replaceAll('\\', '/')))
  .sort((a, b) => (a.name < b.name ? -1 : 1));

/** The repository's own manifest: tools, and what the scripts use that belong to no package. */
export const rootPackage: Package = {
  name: '',
  ...readManifest(''),
  imports: ['scripts', 'bench', 'test-e2e/src'].flatMap((folder) => importsOf(folder)),
};

/** `@reconcyl/engine` of `@reconcyl/engine/result`, `csv-parse` of `csv-parse/sync`. */
export function packageOf(imported: string): string {
  return imported
    .split('/')
    .slice(0, imported.startsWith('@') ? 2 : 1)
    .join('/');
}

function readPackage(folder: string): Package {
  return { name: folder.split('/')[1] ?? '', ...readManifest(folder), imports: importsOf(folder) };
}

function readManifest(folder: string): Pick<Package, 'dependencies' | 'devDependencies'> {
  const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  return {
    dependencies: Object.keys(manifest.dependencies ?? {}),
    devDependencies: Object.keys(manifest.devDependencies ?? {}),
  };
}

function importsOf(folder: string): readonly Import[] {
  const files = globSync(`${folder}/**/*.{ts,js,mjs}`, {
    cwd: root,
    exclude: ['**/node_modules', '**/dist', '**/dist-quick'],
  });
  return files.flatMap((path) => {
    const file = path.replaceAll('\\', '/');
    const text = readFileSync(join(root, file), 'utf8');
    const isDevelopment = /\.test\.ts$|\/testing\/|\/scripts\/|^(scripts|bench|test-e2e)\//.test(file);
    return [...text.matchAll(importOrExport)]
      .map(([, type, of = '']) => ({ file, of, isDevelopment, isTypeOnly: type !== undefined }))
      .filter(({ of }) => !of.startsWith('.') && !of.startsWith('node:'));
  });
}
