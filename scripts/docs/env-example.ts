import { documentedVariables } from './services.ts';

/** .env.example: every variable once, as a comment with its default. */
export function envExample(): string {
  const byName = new Map<string, { text: string[]; value: string }>();
  for (const { name, description, bounds, defaultValue = '', services } of documentedVariables()) {
    const entry = byName.get(name) ?? { text: [], value: defaultValue };
    entry.text.push(`# ${description} (${bounds}).`);
    byName.set(name, { ...entry, text: [...entry.text.slice(0, -1), `${entry.text.at(-1)} ${services.join(', ')}`] });
  }
  const blocks = [...byName].map(([name, { text, value }]) => [...text, `#${name}=${value}`].join('\n'));
  return `# Made by \`npm run docs\`; see docs/environment.md. Everything has a default, so nothing must be set.
# npm start does not read this file by itself: node --env-file=.env …, or your service manager's way.

${blocks.join('\n\n')}
`;
}
