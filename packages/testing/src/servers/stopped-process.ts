import { existsSync, readdirSync, readFileSync } from 'node:fs';

const withinMs = 5000;

/**
 * Waits, and lets nothing else of this process run, until a process that was sent SIGSTOP has stopped: on a busy machine its threads
 * go on for some time, and answer. Where the system does not tell of threads (only Linux does), it does not wait.
 */
export function waitUntilStopped(pid: number): void {
  const until = performance.now() + withinMs;
  while (!hasStopped(pid)) {
    if (performance.now() > until) throw new Error(`process ${pid} did not stop within ${withinMs / 1000} s`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
  }
}

function hasStopped(pid: number): boolean {
  const threads = `/proc/${pid}/task`;
  if (!existsSync(threads)) return true;
  try {
    return readdirSync(threads).every((thread) => {
      const status = readFileSync(`${threads}/${thread}/stat`, 'utf8');
      // The name of the thread stands before, in brackets, and may hold anything.
      return /^ [TtZX]/.test(status.slice(status.lastIndexOf(')') + 1));
    });
  } catch {
    // A thread that ended meanwhile: they do go on.
    return false;
  }
}
