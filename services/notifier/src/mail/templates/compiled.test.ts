import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { compileTemplates } from '../../../scripts/compile-templates.ts';

it('the compiled templates are those of the MJML files', async () => {
  const committed = await readFile(new URL('compiled.ts', import.meta.url), 'utf8');
  expect(committed).toBe(await compileTemplates());
});

it('the compiled templates ask no other server for anything', async () => {
  const committed = await readFile(new URL('compiled.ts', import.meta.url), 'utf8');
  expect(committed).not.toMatch(/<link|<img|@import|url\(|<script/i);
});
