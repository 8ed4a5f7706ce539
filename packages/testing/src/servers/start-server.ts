import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { findBinary } from './find-binary.ts';
import { freePorts } from './free-ports.ts';
import { startKeeper } from './keeper.ts';
import { lastLines, readFrom } from './log-file.ts';
import type { RunningServer } from './running-server.ts';
import { waitUntilStopped } from './stopped-process.ts';

/** Where a server runs. */
export interface Place {
  readonly host: string;
  /** As many as the kind of server asked for; the first is the one that clients use. */
  readonly ports: readonly number[];
  /** For configuration; `dataDir` lies in it. */
  readonly folder: string;
  readonly dataDir: string;
}

/** What a kind of server is, apart from where it runs. */
export interface ServerKind {
  readonly name: string;
  readonly binary: string;
  /** How many ports it needs. */
  readonly ports: number;
  /** Writes its configuration and says how it is run. Called once. */
  readonly prepare: (place: Place) => Promise<{ readonly args: readonly string[]; readonly env?: NodeJS.ProcessEnv }>;
  /** What it prints once it listens: only this tells ours from another one on a port that was taken meanwhile. */
  readonly saysReady: RegExp;
  /** Resolves with whether it serves; asked after it said that it listens. */
  readonly isReady?: (place: Place) => Promise<boolean>;
  /** Files that it leaves outside of its folder when it is killed. */
  readonly leavesBehind?: (place: Place) => readonly string[];
}

export interface StartOptions {
  /** Ports to use instead of free ones. */
  readonly ports?: readonly number[];
  /** Folder to use, and to leave behind, instead of one that is deleted in the end. */
  readonly folder?: string;
}

const host = '127.0.0.1';
/** A bound for what hangs, not a figure: machines are shared. */
const readyWithinMs = 60_000;
const stopWithinMs = 30_000;
const pollMs = 20;

class PortTaken extends Error {}

/** Starts a server of that kind. Another process may take a port between the choice and the start: then others are chosen. */
export async function startServer(kind: ServerKind, options: StartOptions = {}): Promise<RunningServer & Place> {
  for (let tries = 1; ; tries++) {
    try {
      return await startOnce(kind, options);
    } catch (error) {
      if (!(error instanceof PortTaken) || options.ports !== undefined || tries === 5) throw error;
    }
  }
}

async function startOnce(kind: ServerKind, options: StartOptions): Promise<RunningServer & Place> {
  const binary = findBinary(kind.binary);
  const ports = options.ports ?? (await freePorts(kind.ports));
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), `reconcyl-server-${kind.name}-`)));
  const dataDir = join(folder, 'data');
  const logFile = join(folder, 'server.log');
  const place: Place = { host, ports, folder, dataDir };
  await mkdir(dataDir, { recursive: true });
  const keeper = startKeeper([
    ...(options.folder === undefined ? [folder] : []),
    ...(kind.leavesBehind?.(place) ?? []),
  ]);
  let child: ChildProcess | undefined;
  let pid = 0;
  let removed: Promise<void> | undefined;
  let command: Awaited<ReturnType<ServerKind['prepare']>> = { args: [] };

  async function run(): Promise<void> {
    if (removed !== undefined) throw new Error(`${kind.name} was removed`);
    if (child !== undefined) throw new Error(`${kind.name} runs already`);
    const file = openSync(logFile, 'a');
    const logged = fstatSync(file).size;
    const { args, env = {} } = command;
    const started = keeper.run([binary, ...args], {
      // Nothing of the shell around may change what a server does.
      env: { PATH: process.env.PATH, HOME: folder, TMPDIR: folder, ...env },
      cwd: folder,
      log: file,
    });
    closeSync(file);
    started.unref();
    child = started;
    pid = started.pid ?? 0;
    started.once('exit', () => {
      if (child === started) child = undefined;
      keeper.ended();
    });
    const until = performance.now() + readyWithinMs;
    for (;;) {
      const said = readFrom(logFile, logged);
      if (child !== started) {
        throw /address already in use/i.test(said)
          ? new PortTaken(`${kind.name}: port ${ports.join(', ')} is taken`)
          : new Error(`${kind.name} ended instead of starting; it said:\n${lastLines(said)}`);
      }
      if (kind.saysReady.test(said) && ((await kind.isReady?.(place)) ?? true)) return;
      if (performance.now() > until) {
        await end('SIGKILL');
        throw new Error(`${kind.name} was not ready within ${readyWithinMs / 1000} s; it said:\n${lastLines(said)}`);
      }
      await setTimeout(pollMs);
    }
  }

  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const ending = child;
    if (ending === undefined) return;
    ending.ref();
    const gone = once(ending, 'exit').then(() => true);
    ending.kill(signal);
    // A frozen process takes no other signal before it is thawed.
    ending.kill('SIGCONT');
    const waiting = new AbortController();
    const inTime = await Promise.race([
      gone,
      setTimeout(stopWithinMs, false, { signal: waiting.signal }).catch(() => true),
    ]);
    waiting.abort();
    if (inTime) return;
    ending.kill('SIGKILL');
    await gone;
    throw new Error(
      `${kind.name} did not stop within ${stopWithinMs / 1000} s; it said:\n${lastLines(readFrom(logFile, 0))}`,
    );
  }

  const server: RunningServer & Place = {
    ...place,
    port: ports[0] ?? 0,
    get pid() {
      return pid;
    },
    log: () => readFrom(logFile, 0),
    isRunning: () => child !== undefined,
    start: run,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    freeze() {
      signal('SIGSTOP');
      waitUntilStopped(pid);
    },
    thaw: () => signal('SIGCONT'),
    async clear() {
      if (child !== undefined) throw new Error(`${kind.name} runs; stop it before its data is deleted`);
      await rm(dataDir, { recursive: true, force: true });
      await mkdir(dataDir);
    },
    remove() {
      removed ??= end('SIGKILL').then(keeper.finish);
      return removed;
    },
  };

  function signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    if (child === undefined) throw new Error(`${kind.name} does not run`);
    child.kill(name);
  }

  try {
    command = await kind.prepare(place);
    await run();
  } catch (error) {
    await server.remove();
    throw error;
  }
  return server;
}
