import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePorts } from './free-ports.ts';
import { root } from './reconcyl.ts';
import type { SystemOfTests } from './system.ts';

const execute = promisify(execFile);

const services = ['gateway', 'normalizer', 'reconciler', 'report-renderer', 'notifier', 'status'];
/** The user of the containers. */
const user = 1000;

/**
 * The system as docker-compose.yml describes it, under a project name of its own and on a free port; mails lie in the folder as
 * files. The images of the services are built from the sources that are there. Where Docker cannot get at base images,
 * scripts/local-images.ts makes them first; BUILD_CA_FILE names authorities that a build must trust.
 */
export async function startCompose(
  folder: string,
  given: Readonly<Record<string, string>> = {},
): Promise<SystemOfTests> {
  const project = `reconcyl-e2e-${randomBytes(4).toString('hex')}`;
  const [port = 0] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const dataFolder = join(folder, 'notifier');
  await mkdir(dataFolder, { mode: 0o700 });
  const override = join(folder, 'compose.json');
  await writeFile(override, JSON.stringify({ services: { notifier: await onFolder(dataFolder) } }));

  const buildCa = process.env.BUILD_CA_FILE;
  const files = ['docker-compose.yml', ...(buildCa === undefined ? [] : ['deploy/compose/build-ca.yml']), override];
  const around = Object.entries(process.env).filter(([name]) => /^(PATH|HOME|TMPDIR|DOCKER_.*|BUILD.*)$/.test(name));
  const env = {
    ...Object.fromEntries(around),
    LOG_LEVEL: 'error',
    ...given,
    RECONCYL_PORT: String(port),
    // A file of authorities need not lie in the repository.
    BUILDX_BAKE_ENTITLEMENTS_FS: '0',
    // Settings of whoever works here are not those of the tests.
    COMPOSE_DISABLE_ENV_FILE: '1',
  };
  const compose = (...args: string[]) => {
    const at = files.flatMap((file) => ['--file', file]);
    return docker(['compose', '--project-name', project, '--project-directory', root, ...at, ...args], env);
  };
  const stop = async () => {
    await compose('down', '--volumes', '--timeout', '30');
    const left = await leftOf(project);
    if (left.length > 0) throw new Error(`Docker still has of ${project}: ${left.join(', ')}`);
  };
  try {
    await compose('build', ...services);
    await compose('up', '--detach', '--wait');
    return { url, dataFolder, mailFolder: join(dataFolder, 'mail'), box: closedBox, stop };
  } catch (error) {
    const log = await compose('logs', '--no-color', '--tail', '20').catch(() => '');
    await stop();
    throw new Error(`docker compose did not bring the system up:\n${log}`, { cause: error });
  }
}

/** The bucket has no port to the outside. */
const closed = () => Promise.reject(new Error('Files cannot be dropped into the bucket of compose from outside.'));
const closedBox = { put: closed, get: closed };

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
