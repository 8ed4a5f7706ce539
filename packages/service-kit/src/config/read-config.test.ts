import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeConfig } from './describe-config.ts';
import { ConfigError, defineConfig, readConfig } from './read-config.ts';
import { secret, secretAddress } from './secret.ts';
import { choice, flag, httpAddress, integer, list, text } from './variables.ts';

const schema = defineConfig({
  PORT: integer({ min: 0, max: 65_535 }).default(8080).describe('Port'),
  LEVEL: choice(['low', 'high']).default('low').describe('Level'),
  NAME: text({ max: 10 }).describe('Name'),
  LINKS: httpAddress().optional().describe('Links'),
  IS_ON: flag().default(false).describe('Whether it is on'),
  DOMAINS: list({ max: 2 }).default([]).describe('Domains'),
  TOKEN: secret().optional().describe('Token'),
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'config-'));
});
afterEach(() => rm(folder, { recursive: true }));

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig(schema, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ message }) => message);
    throw error;
  }
  return [];
}

describe('readConfig', () => {
  it('reads text into values, and takes what is empty as absent', () => {
    const env = {
      NAME: ' bank ',
      PORT: '0',
      LEVEL: '',
      IS_ON: 'yes',
      DOMAINS: 'a.com, ,b.com',
      LINKS: 'https://x.com/',
    };
    expect(readConfig(schema, env)).toEqual({
      ...{ NAME: 'bank', PORT: 0, LEVEL: 'low', IS_ON: true, DOMAINS: ['a.com', 'b.com'], LINKS: 'https://x.com' },
    });
  });

  it('tells all problems at once, with what would be right', () => {
    const env = { PORT: '1e3', LEVEL: 'middle', IS_ON: 'perhaps', DOMAINS: 'a,b,c', LINKS: 'ftp://x.com' };
    expect(problemsOf(env)).toEqual([
      'PORT is not valid: 0 to 65535',
      'LEVEL is not valid: low, high',
      'NAME is not set: 1 to 10 characters',
      'LINKS is not valid: an http or https address',
      'IS_ON is not valid: true or false',
      'DOMAINS is not valid: at most 2 words with commas between them',
    ]);
  });

  it.each(['-1', '65536', '0x10', ' ', '1.5', 'Infinity'])('does not take %j for a port', (PORT) => {
    expect(problemsOf({ NAME: 'x', PORT })).toEqual(['PORT is not valid: 0 to 65535']);
  });

  it('never tells a value', () => {
    const problems = problemsOf({ NAME: 'x'.repeat(11), TOKEN: 't'.repeat(9000) });
    expect(problems).toHaveLength(2);
    expect(problems.join()).not.toMatch(/xxx|ttt/);
  });

  it('reads a secret from a file without its last line break, and shows it to nobody', async () => {
    const file = join(folder, 'token');
    await writeFile(file, 'hush hush\n');
    const { TOKEN } = readConfig(schema, { NAME: 'x', TOKEN_FILE: file });
    expect(TOKEN?.reveal()).toBe('hush hush');
    expect([String(TOKEN), JSON.stringify({ TOKEN }), inspect({ TOKEN }), `${TOKEN}`].join()).not.toContain('hush');
  });

  it.each([
    'smtp//anna:hush@mail',
    'smtp:anna:hush@mail',
    'https://anna:hush@mail',
    'smtp://anna:hush@',
    'smtp://anna:hush@mail:99999',
    'smtp://anna:hush%@mail',
    'hush',
  ])('does not take %j for a secret address, and does not tell it', (URL) => {
    const addresses = defineConfig({ URL: secretAddress(['smtp', 'smtps']).optional().describe('Address') });
    expect(readConfig(addresses, { URL: 'smtps://anna:hush%25@mail:465/' }).URL?.reveal()).toContain('hush%25');
    const read = () => readConfig(addresses, { URL });
    expect(read).toThrow('URL is not valid: an smtp:// or smtps:// address with a host');
    expect(read).not.toThrow('hush');
  });

  it('says that the file of a secret cannot be read, without its path', () => {
    const problems = problemsOf({ NAME: 'x', TOKEN_FILE: join(folder, 'absent') });
    expect(problems).toEqual(['TOKEN_FILE names a file that cannot be read']);
  });

  it('does not choose between a secret and its file', () => {
    expect(problemsOf({ NAME: 'x', TOKEN: 'a', TOKEN_FILE: '/dev/null' })[0]).toMatch(/both set/);
  });
});

describe('describeConfig', () => {
  it('gives a row a variable, from which the documentation is made', () => {
    const rows = describeConfig(schema);
    expect(rows.map(({ name }) => name)).toEqual(['PORT', 'LEVEL', 'NAME', 'LINKS', 'IS_ON', 'DOMAINS', 'TOKEN']);
    expect(rows[0]).toEqual({
      ...{ name: 'PORT', defaultValue: '8080', isRequired: false, isSecret: false },
      ...{ description: 'Port', bounds: '0 to 65535' },
    });
    expect(rows[2]).toMatchObject({ isRequired: true, bounds: '1 to 10 characters' });
    expect(rows[6]).toMatchObject({ isSecret: true, description: 'Token' });
  });

  it('does not let a variable through that nobody described', () => {
    expect(() => defineConfig({ PORT: integer({ min: 0, max: 1 }) })).toThrow('PORT has no description');
  });
});
