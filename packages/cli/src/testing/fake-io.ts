import { PassThrough, Readable } from 'node:stream';
import type { Io, Output } from '../io.ts';

export interface FakeIo extends Io {
  readonly stdoutText: () => string;
  readonly stderrText: () => string;
  /** As if the user had pressed Ctrl-C, or the system had sent the signal. */
  readonly send: (signal: NodeJS.Signals) => void;
  readonly exits: number[];
}

/** A process to pretend: what a command writes is kept, and signals come when the test says so. */
export function fakeIo(given: { stdin?: string; env?: Record<string, string>; isTTY?: boolean } = {}): FakeIo {
  const stdout = collector(given.isTTY === true);
  const stderr = collector(given.isTTY === true);
  const listeners = new Set<(signal: NodeJS.Signals) => void>();
  const exits: number[] = [];
  return {
    stdin: Readable.from(given.stdin === undefined ? [] : [Buffer.from(given.stdin)]),
    stdout: stdout.output,
    stderr: stderr.output,
    env: given.env ?? {},
    onSignal: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    exit: (code) => exits.push(code),
    stdoutText: stdout.text,
    stderrText: stderr.text,
    send: (signal) => {
      for (const listener of listeners) listener(signal);
    },
    exits,
  };
}

function collector(isTTY: boolean): { output: Output; text: () => string } {
  const chunks: Buffer[] = [];
  const output = Object.assign(new PassThrough(), isTTY ? { isTTY, columns: 100 } : {});
  output.on('data', (chunk: Buffer) => chunks.push(chunk));
  return { output, text: () => Buffer.concat(chunks).toString('utf8') };
}
