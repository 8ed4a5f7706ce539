import { composeVariables } from './compose-variables.ts';
import { documentedVariables } from './services.ts';

/** .env.example: every variable once, as a comment with its default; those of Docker Compose first. */
export function envExample(): string {
  const byName = new Map<string, { text: string[]; value: string }>();
  for (const { name, description, bounds, defaultValue = '', services } of documentedVariables()) {
    const entry = byName.get(name) ?? { text: [], value: defaultValue };
    entry.text.push(`# ${description} (${bounds}).`);
    byName.set(name, { ...entry, text: [...entry.text.slice(0, -1), `${entry.text.at(-1)} ${services.join(', ')}`] });
  }
  const blocks = [...byName].map(([name, { text, value }]) => [...text, `#${name}=${value}`].join('\n'));
  const compose = composeVariables.map(([name, value, meaning]) => `# ${meaning}.\n#${name}=${value}`);
  return `# Made by \`npm run docs\`; see docs/environment.md. Everything has a default, so nothing must be set.
# docker compose reads this file as .env (docs/deployment.md). npm start does not read it by itself: node --env-file=.env …, or your
# service manager's way.

## For docker compose alone

${compose.join('\n\n')}

## For the services. Where docker compose runs, servers, folders and ports are set by docker-compose.yml.

${blocks.join('\n\n')}
`;
}
