import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const services = ['gateway', 'normalizer', 'reconciler', 'report-renderer', 'notifier', 'status'];
const ports = ['messaging', 'object-store', 'task-store'];

/** What a package may import of the others, as ARCHITECTURE.md draws it. `name/part` allows that entry alone. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  contracts: [],
  engine: ['contracts'],
  messaging: ['contracts'],
  'object-store': ['contracts'],
  'task-store': ['contracts'],
  'service-kit': ['contracts', ...ports],
  gateway: ['contracts', 'service-kit', ...ports, 'engine/inspect', 'engine/result'],
  normalizer: ['contracts', 'service-kit', ...ports, 'engine'],
  reconciler: ['contracts', 'service-kit', ...ports, 'engine'],
  'report-renderer': ['contracts', 'service-kit', ...ports, 'engine/result'],
  notifier: ['contracts', 'service-kit', ...ports],
  status: ['contracts', 'service-kit', ...ports],
  cli: ['contracts', 'engine', 'service-kit', ...ports, ...services],
};

/** Files that wire: they alone may name an adapter or the engine's pool. */
const wiring = /(^|\/)(main|wiring|composition|embedded)(\.test)?\.ts$|\/(serve|doctor|composition|testing)\//;
const adapters =
  /^(messaging\/(sqlite|jetstream)|object-store\/(filesystem|minio)|task-store\/(sqlite|redis)|engine\/pool)$/;

const manifests = globSync('{packages,services}/*/package.json', { cwd: root });

interface Import {
  readonly file: string;
  readonly package: string;
  /** Without the scope, e.g. `engine/result`. */
  readonly of: string;
}

const imports: Import[] = manifests.flatMap((manifest) => {
  const folder = join(root, dirname(manifest));
  return globSync('src/**/*.ts', { cwd: folder }).flatMap((file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    return [...text.matchAll(/(?:from|import\()\s*'@reconcyl\/([^']+)'/g)].map(([, of = '']) => ({
      file: relative(root, join(folder, file)).split(sep).join('/'),
      package: dirname(manifest).split(/[\\/]/).at(-1) ?? '',
      of,
    }));
  });
});

describe('the dependency rule', () => {
  it('knows every package', () => {
    expect(manifests.map((manifest) => dirname(manifest).split(/[\\/]/).at(-1)).sort()).toEqual(
      Object.keys(allowed).sort(),
    );
  });

  it('holds for every import between packages', () => {
    const broken = imports.filter(({ file, package: name, of }) => {
      if (wiring.test(file) && adapters.test(of)) return false;
      if (/\.test\.ts$|\/testing\//.test(file)) return false;
      const [base = ''] = of.split('/');
      const rules = allowed[name] ?? [];
      return !rules.includes(of) && !(rules.includes(base) && !adapters.test(of));
    });
    expect(broken).toEqual([]);
  });

  it('holds for every manifest: what is imported is declared, and nothing else', () => {
    const differing = manifests.flatMap((manifest) => {
      const text = readFileSync(join(root, manifest), 'utf8');
      const { dependencies = {}, devDependencies = {} } = JSON.parse(text) as Record<string, Record<string, string>>;
      const declared = Object.keys({ ...dependencies, ...devDependencies }).filter((name) =>
        name.startsWith('@reconcyl/'),
      );
      const name = dirname(manifest).split(/[\\/]/).at(-1);
      const used = new Set(
        imports.filter((item) => item.package === name).map(({ of }) => `@reconcyl/${of.split('/')[0]}`),
      );
      const missing = [...used].filter((dependency) => !declared.includes(dependency));
      const unused = declared.filter((dependency) => !used.has(dependency));
      return missing.length + unused.length > 0 ? [{ name, missing, unused }] : [];
    });
    expect(differing).toEqual([]);
  });
});
