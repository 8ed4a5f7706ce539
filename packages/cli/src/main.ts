import { readFileSync } from 'node:fs';
import { ReconcylError, toReconcylError } from '@reconcyl/contracts';
import { CommanderError } from 'commander';
import { spreadReports } from './arguments.ts';
import { reportChoices } from './choices.ts';
import { exitCodes } from './exit-codes.ts';
import { type Io, processIo } from './io.ts';
import { createProgram } from './program.ts';
import { writeError } from './terminal/write-error.ts';

/** The `reconcyl` command. `argv` is what stands behind the name; gives the exit code and never throws. */
export async function main(argv: readonly string[], io: Io = processIo()): Promise<number> {
  let lostOutput: NodeJS.ErrnoException | undefined;
  // A reader that goes away early (`reconcyl run … | head`) is no error of ours; output that is lost otherwise is.
  const noteLostOutput = (error: NodeJS.ErrnoException): void => {
    if (error.code !== 'EPIPE') lostOutput ??= error;
  };
  io.stdout.on('error', noteLostOutput);
  io.stderr.on('error', noteLostOutput);
  let exitCode: number = exitCodes.agree;
  const program = createProgram(io, version(), (code) => {
    exitCode = code;
  });
  try {
    if (argv.length === 0) {
      io.stderr.write(program.helpInformation());
      return exitCodes.couldNotRun;
    }
    await program.parseAsync(spreadReports(argv, reportChoices), { from: 'user' });
    // Whether the last piece was written is known once the stream has nothing left.
    await new Promise((resolve) => io.stdout.write('', resolve));
    if (lostOutput !== undefined) throw toReconcylError(lostOutput);
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.agree; // help and version
    writeError(io, error instanceof CommanderError ? usageError(error) : error);
    return exitCodes.couldNotRun;
  } finally {
    io.stdout.off('error', noteLostOutput);
    io.stderr.off('error', noteLostOutput);
  }
}

function usageError(error: CommanderError): ReconcylError {
  const said = error.message
    .replace(/^error: /, '')
    .replace(/\s+/g, ' ')
    .trim();
  return new ReconcylError(
    'RECON_USAGE',
    `${said.charAt(0).toUpperCase()}${said.slice(1)}${said.endsWith('.') ? '' : '.'}`,
  );
}

function version(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}
