import { readFileSync, writeFileSync } from 'node:fs';
import { envExample } from './docs/env-example.ts';
import { environmentPage } from './docs/environment-page.ts';
import { errorsPage } from './docs/errors-page.ts';
import { eventsPage } from './docs/events-page.ts';
import { natsUsers } from './docs/nats-users.ts';
import { rulesetSchemaFile } from './docs/ruleset-schema.ts';

/** The documents that are made from the schemas, by their path in the repository. `npm run docs` writes them. */
export function generateDocs(): Readonly<Record<string, string>> {
  return {
    'docs/errors.md': errorsPage(),
    'docs/environment.md': environmentPage(),
    'docs/events.md': eventsPage(),
    'docs/ruleset.schema.json': rulesetSchemaFile(),
    '.env.example': envExample(),
    'deploy/nats/users.conf': natsUsers(),
  };
}

/** A file of the repository; undefined when it is not there. */
export function readCommitted(path: string): string | undefined {
  try {
    return readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
  } catch {
    return undefined;
  }
}

if (import.meta.main) {
  for (const [path, text] of Object.entries(generateDocs())) {
    const before = readCommitted(path);
    if (before === text) continue;
    writeFileSync(new URL(`../${path}`, import.meta.url), text);
    console.log(`wrote ${path}`);
  }
}
