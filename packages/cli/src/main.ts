import { readFileSync } from 'node:fs';
import { ReconcylError } from '@reconcyl/contracts';
import { CommanderError } from 'commander';
import { spreadReports } from './arguments.ts';
import { reportChoices } from './choices.ts';
import { exitCodes } from './exit-codes.ts';
import { type Io, processIo } from './io.ts';
import { createProgram } from './program.ts';
import { writeError } from './terminal/write-error.ts';

/** The `reconcyl` command. `argv` is what stands behind the name; gives the exit code and never throws. */
export async function main(argv: readonly string[], io: Io = processIo()): Promise<number> {
  // A reader that goes away early (`reconcyl run … | head`) is no error of ours.
  const ignoreEarlyEnd = (error: NodeJS.ErrnoException): void => {
    if (error.code !== 'EPIPE') throw error;
  };
  io.stdout.on('error', ignoreEarlyEnd);
  io.stderr.on('error', ignoreEarlyEnd);
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
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.agree; // help and version
    writeError(io, error instanceof CommanderError ? usageError(error) : error);
    return exitCodes.couldNotRun;
  } finally {
    io.stdout.off('error', ignoreEarlyEnd);
    io.stderr.off('error', ignoreEarlyEnd);
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
