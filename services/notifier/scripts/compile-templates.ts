import { readFile, writeFile } from 'node:fs/promises';
import mjml2html from 'mjml';

const folder = new URL('../src/mail/templates/', import.meta.url);

/** The text of compiled.ts. Throws when a template is not valid MJML. */
export async function compileTemplates(): Promise<string> {
  const constants: string[] = [];
  for (const name of ['completed', 'failed']) {
    const source = await readFile(new URL(`${name}.mjml`, folder), 'utf8');
    // No fonts: by default MJML links them from another server, which would tell it who opens the mail.
    const { html } = await mjml2html(source, { fonts: {}, validationLevel: 'strict' });
    const lines = html
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
    constants.push(`export const ${name}Template = \`${lines.join('\n').replace(/[\\`]|\$\{/g, '\\$&')}\n\`;\n`);
  }
  return `// Made from the .mjml files beside it by \`npm run templates\`; a test compares.\n\n${constants.join('\n')}`;
}

if (import.meta.main) await writeFile(new URL('compiled.ts', folder), await compileTemplates());
