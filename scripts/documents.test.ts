import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const documents = globSync(['*.md', 'docs/**/*.md', 'examples/**/*.md'], { cwd: root }).sort();
const read = (path: string) => readFileSync(join(root, path), 'utf8');

describe('the documents', () => {
  it.each(documents)('%s links only to what is there', (document) => {
    const links = [...read(document).matchAll(/\]\(([^)#\s]*)(?:#([^)\s]+))?\)/g)];
    const broken = links.filter(([, path = '', anchor]) => {
      if (/^[a-z]+:/.test(path)) return false;
      const target = path === '' ? document : join(dirname(document), path);
      return !existsSync(join(root, target)) || (anchor !== undefined && !anchorsOf(read(target)).includes(anchor));
    });
    expect(broken.map(([link]) => link)).toEqual([]);
  });

  it('name only tests that exist', () => {
    const page = read('docs/failure-modes.md').replace(/\n {2,}/g, ' ');
    const named = [...page.matchAll(/^- \[[^\]]+\]\(\.\.\/([^)]+)\): “([^”]+)”$/gm)];
    expect(named.length).toBeGreaterThan(30);
    const unknown = named.filter(([, path = '', name = '']) => !read(path).includes(`('${name}'`));
    expect(unknown.map(([line]) => line)).toEqual([]);
  });
});

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
