import { describe, expect, it } from 'vitest';
import { packages } from './packages.ts';

const services = ['gateway', 'normalizer', 'reconciler', 'report-renderer', 'notifier', 'status'];
const ports = ['messaging', 'object-store', 'task-store'];

/** What a package may import of the others, as ARCHITECTURE.md draws it. `name/part` allows that entry alone. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  contracts: [],
  engine: ['contracts'],
  'sqlite-kit': ['contracts'],
  messaging: ['contracts', 'sqlite-kit'],
  'object-store': ['contracts', 'sqlite-kit'],
  'task-store': ['contracts', 'sqlite-kit'],
  'service-kit': ['contracts', ...ports],
  /** Chooses the adapters by the environment. */
  wiring: ['contracts', 'service-kit', ...ports],
  gateway: ['contracts', 'service-kit', ...ports, 'engine/result', 'engine/ruleset'],
  normalizer: ['contracts', 'service-kit', ...ports, 'engine'],
  reconciler: ['contracts', 'service-kit', ...ports, 'engine'],
  'report-renderer': ['contracts', 'service-kit', ...ports, 'engine/result'],
  notifier: ['contracts', 'service-kit', ...ports],
  status: ['contracts', 'service-kit', ...ports],
  cli: ['contracts', 'engine', 'service-kit', ...ports, ...services],
  /** For tests alone; no finished source may import it. */
  testing: [],
};

/** Files that wire: they alone may name an adapter or the engine's pool. */
const wiring =
  /^services\/[^/]+\/src\/main\.ts$|^services\/status\/src\/ensure-bus\.ts$|^packages\/wiring\/src\/|^packages\/cli\/src\/(system|doctor)\//;
const adapters =
  /^(messaging\/(sqlite|jetstream)|object-store\/(filesystem|s3)|task-store\/(sqlite|redis)|engine\/pool|wiring)$/;

describe('the dependency rule', () => {
  it('knows every package', () => {
    expect(packages.map(({ name }) => name)).toEqual(Object.keys(allowed).sort());
  });

  it('holds for every import between packages', () => {
    const broken = packages.flatMap(({ name, imports }) =>
      imports.filter(({ file, of: imported, isDevelopment }) => {
        if (!imported.startsWith('@reconcyl/') || isDevelopment) return false;
        const of = imported.slice('@reconcyl/'.length);
        if (adapters.test(of)) return !wiring.test(file);
        const rules = allowed[name] ?? [];
        return !rules.includes(of) && !rules.includes(of.split('/')[0] ?? '');
      }),
    );
    expect(broken).toEqual([]);
  });

  it('keeps DuckDB out of the processes of services: it is for their pool of children', () => {
    const loading = ['@reconcyl/engine', '@duckdb/node-api'];
    const broken = packages
      .filter(({ name }) => services.includes(name))
      .flatMap(({ imports }) => imports)
      .filter(({ of, isTypeOnly, isDevelopment }) => loading.includes(of) && !isTypeOnly && !isDevelopment);
    expect(broken).toEqual([]);
  });
});
