import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const script = join(import.meta.dirname, '../../deploy/compose/make-secrets.sh');
const services = ['gateway', 'normalizer', 'notifier', 'reconciler', 'report-renderer', 'status'];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'secrets-'));
  mkdirSync(join(folder, 'secrets'));
  mkdirSync(join(folder, 'bin'));
  // Only root may give files away; who owns what is told by the group's number in docker-compose.yml, which another test reads.
  writeFileSync(join(folder, 'bin/chown'), '#!/bin/sh\n');
  chmodSync(join(folder, 'bin/chown'), 0o755);
});
afterEach(() => rmSync(folder, { recursive: true }));

const path = (name: string) => join(folder, 'secrets', name);
const secret = (name: string) => readFileSync(path(name), 'utf8');

/** What the script says. */
function makeSecrets(): string {
  const PATH = `${join(folder, 'bin')}${delimiter}${process.env.PATH}`;
  return execFileSync('sh', [script], { env: { PATH, SECRETS: join(folder, 'secrets') }, encoding: 'utf8' });
}

function allSecrets(): [string, string][] {
  const files = readdirSync(path(''), { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  return files.map(({ parentPath, name }) => [join(parentPath, name), readFileSync(join(parentPath, name), 'utf8')]);
}

describe('make-secrets.sh', () => {
  it('makes secrets that every server takes, each another one', () => {
    makeSecrets();
    const made = [...readdirSync(path('nats')).map((name) => secret(`nats/${name}`)), secret('redis/status')];
    expect(made).toHaveLength(10);
    expect(new Set(made).size).toBe(10);
    for (const text of made) expect(text).toMatch(/^[a-z][A-Za-z0-9]{31}$/);
  });

  it('gives each service its own, and nothing of another', () => {
    makeSecrets();
    for (const service of services) {
      expect(secret(`${service}/nats`)).toBe(secret(`nats/${service}`));
      expect(secret(`${service}/s3`)).toBe(secret(`minio-setup/${service}`));
    }
    expect(readdirSync(path('notifier')).sort()).toEqual(['nats', 's3']);
    expect(readdirSync(path('gateway')).sort()).toEqual(['nats', 'redis', 's3']);
    expect(secret('minio-setup/.root')).toBe(secret('minio/root'));
    expect(secret('minio/nats')).toBe(secret('nats/minio'));
    expect(secret('ensure/nats')).toBe(secret('nats/ensure'));
  });

  it('lets nobody but owner and group read them, and nobody write', () => {
    makeSecrets();
    expect(statSync(path('gateway')).mode & 0o777).toBe(0o750);
    expect(statSync(path('gateway/nats')).mode & 0o777).toBe(0o440);
  });

  it('changes nothing when it runs again, and says no secret', () => {
    const said = makeSecrets();
    const before = allSecrets();
    expect(said).toContain('made nats/gateway');
    for (const [, text] of before) expect(said).not.toContain(text);
    expect(makeSecrets()).toBe('');
    expect(allSecrets()).toEqual(before);
  });

  it('makes one anew that was removed, and hands it on', () => {
    makeSecrets();
    const before = secret('nats/gateway');
    rmSync(path('nats/gateway'));
    expect(makeSecrets()).toBe('made nats/gateway\n');
    expect(secret('nats/gateway')).not.toBe(before);
    expect(secret('gateway/nats')).toBe(secret('nats/gateway'));
  });
});
