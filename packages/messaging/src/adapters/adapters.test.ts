import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';

const folder = new URL('.', import.meta.url);
const files = await readdir(folder);
const adapters = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));

describe('the adapters of the bus', () => {
  it('are found', () => {
    expect(adapters).toContain('sqlite.ts');
  });

  it.each(adapters)('%s runs the contract suite', async (adapter) => {
    const name = adapter.replace(/\.ts$/, '');
    const test = files.find((file) => file === `${name}.test.ts` || file === `${name}.integration.test.ts`);
    expect(test, `${name} has no test beside it`).toBeDefined();
    expect(await readFile(new URL(test ?? '', folder), 'utf8')).toMatch(/^describeMessagingContract\(\{/m);
  });
});
