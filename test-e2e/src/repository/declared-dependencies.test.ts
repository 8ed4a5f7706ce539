import { describe, expect, it } from 'vitest';
import { type Import, packageOf, packages, rootPackage } from './packages.ts';

const namesOf = (imports: readonly Import[]) => [...new Set(imports.map(({ of }) => packageOf(of)))].sort();
/** What `@types/x` is for; the package itself for all others. */
const subjectOf = (dependency: string) => dependency.replace(/^@types\//, '');

describe('a package', () => {
  it.each(packages)('$name declares what its finished sources import, and nothing else', (one) => {
    const imported = namesOf(one.imports.filter(({ isDevelopment }) => !isDevelopment));
    expect([...one.dependencies].sort()).toEqual(imported);
  });

  it.each(packages)('$name declares what its tests and scripts import on top, and nothing else', (one) => {
    const ofTests = namesOf(one.imports).filter((name) => !one.dependencies.includes(name));
    const declared = one.devDependencies.filter((name) => !name.startsWith('@types/'));
    expect(declared.sort()).toEqual(ofTests.filter((name) => !rootPackage.devDependencies.includes(name)));
  });

  it.each(packages)('$name declares types only of what it imports', (one) => {
    const imported = namesOf(one.imports);
    const types = one.devDependencies.filter((name) => name.startsWith('@types/'));
    expect(types.filter((name) => !imported.includes(subjectOf(name)))).toEqual([]);
  });
});

describe('the repository', () => {
  it('declares every library that its own scripts and tests import', () => {
    const libraries = namesOf(rootPackage.imports).filter((name) => !name.startsWith('@reconcyl/'));
    expect(libraries.filter((name) => !rootPackage.devDependencies.includes(name))).toEqual([]);
  });
});
