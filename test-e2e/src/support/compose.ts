import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
// By its path: the set-up of all tests runs in a process that knows no source conditions.
import { freePorts } from '../../../packages/testing/src/servers/free-ports.ts';
import { root } from './reconcyl.ts';

const execute = promisify(execFile);

const services = ['gateway', 'normalizer', 'reconciler', 'report-renderer', 'notifier', 'status'];
/** The user of the containers. */
const user = 1000;

/** A running project, as plain values: for workers of tests that have not started it. */
export interface ComposeOfTests {
  readonly url: string;
  readonly dataFolder: string;
  readonly bucketUrl: string;
  /** The key of the user `reconcyl-drops`. */
  readonly dropsKey: string;
}

/** Settings of the project that files share, unless they ask for others. */
export const sharedSettings: Readonly<Record<string, string>> = {
  DROP_SETTLE_MS: '5000',
  DROP_QUIET_MS: '100',
  INBOX_SWEEP_MS: '1000',
};

/**
 * The system as docker-compose.yml describes it, under a project name of its own and on free ports, one of them for who drops files;
 * mails lie in the folder as files. The images of the services are built from the sources that are there, unless E2E_IMAGES is
 * `built`. Where Docker cannot get at base images, scripts/local-images.ts makes them first; BUILD_CA_FILE names authorities that a
 * build must trust.
 */
export async function startCompose(
  folder: string,
  given: Readonly<Record<string, string>> = {},
): Promise<ComposeOfTests & { readonly stop: () => Promise<void> }> {
  const project = `reconcyl-e2e-${randomBytes(4).toString('hex')}`;
  const [port = 0, bucketPort = 0] = await freePorts(2);
  const url = `http://127.0.0.1:${port}`;
  const dataFolder = join(folder, 'notifier');
  await mkdir(dataFolder, { mode: 0o700 });
  const override = join(folder, 'compose.json');
  await writeFile(override, JSON.stringify({ services: { notifier: await onFolder(dataFolder) } }));

  const buildCa = process.env.BUILD_CA_FILE;
  const parts = [...(buildCa === undefined ? [] : ['build-ca']), 'drops'].map((name) => `deploy/compose/${name}.yml`);
  const files = ['docker-compose.yml', ...parts, override];
  const around = Object.entries(process.env).filter(([name]) => /^(PATH|HOME|TMPDIR|DOCKER_.*|BUILD.*)$/.test(name));
  const env = {
    ...Object.fromEntries(around),
    LOG_LEVEL: 'error',
    ...given,
    RECONCYL_PORT: String(port),
    BUCKET_PORT: String(bucketPort),
    // A file of authorities need not lie in the repository.
    BUILDX_BAKE_ENTITLEMENTS_FS: '0',
    // Settings of whoever works here are not those of the tests.
    COMPOSE_DISABLE_ENV_FILE: '1',
  };
  const compose = (...args: string[]) => {
    const at = files.flatMap((file) => ['--file', file]);
    return docker(['compose', '--project-name', project, '--project-directory', root, ...at, ...args], env);
  };
  const secret = (path: string) => compose('run', '--rm', '-T', '--entrypoint', 'cat', 'secrets', `/secrets/${path}`);
  const stop = async () => {
    await compose('down', '--volumes', '--timeout', '30');
    const left = await leftOf(project);
    if (left.length > 0) throw new Error(`Docker still has of ${project}: ${left.join(', ')}`);
  };
  try {
    if (process.env.E2E_IMAGES !== 'built') await compose('build', ...services);
    await compose('up', '--detach', '--wait');
    const bucketUrl = `http://127.0.0.1:${bucketPort}`;
    return { url, dataFolder, bucketUrl, dropsKey: await secret('minio-setup/drops'), stop };
  } catch (error) {
    const log = await compose('logs', '--no-color', '--tail', '20').catch(() => '');
    await stop();
    throw new Error(`docker compose did not bring the system up:\n${log}`, { cause: error });
  }
}

/** A service whose folder for data is one of this machine: the container's user must own it, or be who runs the tests. */
async function onFolder(folder: string): Promise<object> {
  const volumes = [`${folder}:/data`];
  const uid = process.getuid?.() ?? user;
  if (uid !== 0) return { volumes, user: `${uid}:${process.getgid?.() ?? uid}` };
  await chown(folder, user, user);
  return { volumes };
}

/** Containers, volumes and networks of a project. */
async function leftOf(project: string): Promise<string[]> {
  const filter = ['--filter', `label=com.docker.compose.project=${project}`, '--quiet'];
  const found = await Promise.all([
    docker(['ps', '--all', ...filter]),
    docker(['volume', 'ls', ...filter]),
    docker(['network', 'ls', ...filter]),
  ]);
  return found.flatMap((list) => list.split('\n').filter((id) => id !== ''));
}

async function docker(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const { stdout } = await execute('docker', args, { cwd: root, env, maxBuffer: 2 ** 26 });
  return stdout;
}
