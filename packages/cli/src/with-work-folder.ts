import { withCancellation } from './cancellation.ts';
import { createWorkFolder, type WorkFolder } from './files/work-folder.ts';
import type { Io } from './io.ts';
import { writeCancelled } from './terminal/write-cancelled.ts';

/** Runs a short command in a folder of its own, which is removed however it ends; Ctrl-C cancels it. Gives the exit code. */
export function withWorkFolder(
  io: Io,
  work: (folder: string, signal: AbortSignal) => Promise<number>,
): Promise<number> {
  let folder: WorkFolder | undefined;
  return withCancellation(
    io,
    () => folder?.remove(),
    async ({ signal, exitCode }) => {
      try {
        folder = createWorkFolder();
        return await work(folder.path, signal);
      } catch (error) {
        const code = exitCode();
        if (code === undefined) throw error;
        writeCancelled(io, 'Cancelled.');
        return code;
      } finally {
        folder?.remove();
      }
    },
  );
}
