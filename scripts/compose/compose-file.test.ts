import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { composeVariables } from '../docs/compose-variables.ts';
import { documentedVariables, serviceNames } from '../docs/services.ts';
import { imageNamed } from './image-names.ts';
import { localImages } from './local-images.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

interface Container {
  readonly user?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly mem_limit?: string;
  readonly pids_limit?: number;
  readonly ports?: readonly string[];
  readonly group_add?: readonly string[];
  readonly environment?: Readonly<Record<string, unknown>>;
}

const { services } = parse(read('docker-compose.yml'), { merge: true }) as { services: Record<string, Container> };
const mail = (parse(read('deploy/compose/mail.yml')) as { services: Record<string, Container> }).services.mail;
const containers = Object.entries({ ...services, mail: { ...mail, user: 'that of the image' } });

/** What docker-compose.yml leaves to the image, or to a file that is put beside it. */
const setElsewhere = new Set([
  ...['DATA_DIR', 'SCRATCH_DIR', 'PORT', 'HOST'],
  ...['NATS_CA_FILE', 'NATS_NKEY_SEED', 'NATS_INBOX_PREFIX', 'NATS_REPLICAS', 'REDIS_CA_FILE'],
  ...['S3_REGION', 'S3_PREFIX', 'S3_CA_FILE', 'S3_PUBLIC_URL', 'S3_PATH_STYLE'],
]);

describe('docker-compose.yml', () => {
  it.each(containers)('holds %s within bounds, without rights', (name, container) => {
    expect(container).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      pids_limit: expect.any(Number),
      mem_limit: expect.stringMatching(/./),
    });
    // Who makes the secrets gives them to their readers.
    if (name === 'secrets') expect(container).toMatchObject({ user: '0:0', network_mode: 'none', cap_add: ['CHOWN'] });
    else expect(container.user).not.toMatch(/^0|root/);
  });

  it('publishes the gateway alone', () => {
    const published = Object.entries(services).filter(([, { ports }]) => ports !== undefined);
    expect(published.map(([name]) => name)).toEqual(['gateway']);
  });

  it.each(serviceNames)('hands on to %s every variable that it takes, and no other', (service) => {
    const rows = documentedVariables().filter((row) => row.services.includes(service));
    const taken = new Set(rows.flatMap(({ name, isSecret }) => (isSecret ? [name, `${name}_FILE`] : [name])));
    const given = Object.keys(services[service]?.environment ?? {});
    expect(given.filter((name) => !taken.has(name))).toEqual([]);
    const missing = rows.filter(({ name }) => !given.includes(name) && !given.includes(`${name}_FILE`));
    expect(missing.map(({ name }) => name).filter((name) => !setElsewhere.has(name))).toEqual([]);
  });

  const readers = [...serviceNames, 'nats', 'redis', 'minio', 'minio-setup', 'bus-setup'];
  it.each(readers)('lets %s read the secrets of its own', (name) => {
    const groups = new Map([...read('deploy/compose/make-secrets.sh').matchAll(/^own (\S+) (\d+)$/gm)].map(pair));
    expect(services[name]?.group_add).toEqual([groups.get(name === 'bus-setup' ? 'ensure' : name)]);
    expect(new Set(groups.values()).size).toBe(groups.size);
  });

  it('takes no variable that .env.example does not name', () => {
    const files = [
      'docker-compose.yml',
      'deploy/compose/mail.yml',
      'deploy/compose/drops.yml',
      'deploy/compose/other-s3.yml',
      'deploy/compose/build-ca.yml',
    ];
    const asked = new Set(
      files.flatMap((file) => [...read(file).matchAll(/(?<!\$)\$\{(\w+)/g)].map(([, name]) => name)),
    );
    const named = new Set([...read('.env.example').matchAll(/^#(\w+)=/gm)].map(([, name]) => name));
    expect([...asked].filter((name) => !named.has(name))).toEqual([]);
    expect(composeVariables.filter(([name]) => name !== 'COMPOSE_FILE' && !asked.has(name))).toEqual([]);
  });

  it.each(Object.values(localImages))(
    'names one image of $repository, which can be made without a registry',
    (image) => {
      expect(imageNamed(image.repository)).toMatch(/:./);
    },
  );

  it('runs the MinIO that tests run against', () => {
    const version = /MINIO_VERSION=(\S+)/.exec(read('deploy/minio/Dockerfile'))?.[1];
    expect(read('scripts/servers/install.ts')).toContain(`version: '${version}'`);
  });
});

function pair([, name = '', value = '']: RegExpMatchArray): [string, string] {
  return [name, value];
}
