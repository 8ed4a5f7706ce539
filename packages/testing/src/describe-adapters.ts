import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/**
 * Proves that every adapter of a port runs the port's contract suite, so that none escapes it: each file of the folder has a test
 * beside it that calls `suite`. `known` is one of the adapters, to see that the folder is the right one.
 */
export function describeAdapters({ folder, suite, known }: { folder: URL; suite: string; known: string }): void {
  const files = readdirSync(folder);
  const adapters = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));

  describe(`the adapters that ${suite} is for`, () => {
    it('are found', () => {
      expect(adapters).toContain(known);
    });

    it.each(adapters)('%s runs it', (adapter) => {
      const name = adapter.replace(/\.ts$/, '');
      const test = files.find((file) => file === `${name}.test.ts` || file === `${name}.integration.test.ts`);
      expect(test, `${name} has no test beside it`).toBeDefined();
      const lines = readFileSync(new URL(test ?? '', folder), 'utf8').split('\n');
      expect(lines.some((line) => line.startsWith(`${suite}({`))).toBe(true);
    });
  });
}
