import { describe, expect, it } from 'vitest';
import { generateDocs, readCommitted } from './generate-docs.ts';

describe('the generated documents', () => {
  it.each(Object.entries(generateDocs()))('%s is what the schemas say', (path, text) => {
    expect(readCommitted(path), `${path} is stale: run npm run docs`).toBe(text);
  });

  it('have no row with an empty meaning or value of a variable', () => {
    const rows = (generateDocs()['docs/environment.md'] ?? '').split('\n').filter((line) => line.startsWith('| `'));
    expect(rows.length).toBeGreaterThan(30);
    for (const row of rows) {
      const [, , values, meaning] = row.split(/(?<!\\)\|/).slice(1, -1);
      expect(values?.trim(), row).not.toBe('');
      expect(meaning?.trim(), row).not.toBe('');
    }
  });
});
