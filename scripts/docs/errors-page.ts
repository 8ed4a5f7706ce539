import { type ErrorEntry, errorCatalogue } from '@reconcyl/contracts';
import { code, generatedNote, table } from './table.ts';

/** docs/errors.md: every coded error with its status, whether trying again can help, and what to do. */
export function errorsPage(): string {
  const entries: [string, ErrorEntry][] = Object.entries(errorCatalogue);
  return `${generatedNote}

# Errors

Every error that a client, a report, a mail or the command line tells has one of these ${entries.length} codes. A code is never reused
or renamed, so programs may rely on it; messages may be reworded. Beside code and message stands a \`detail\`: what was found and
where. It names columns, lines and settings, never a cell of a file and never a path of the server.

- Over REST an error is a problem document (RFC 9457, \`application/problem+json\`) with \`code\`, \`advice\` and \`can_retry\`. The paths
  of the former service answer \`{"error": …}\` or \`{"status": "Failed", "error": …}\`.
- On the command line an error goes to standard error and the exit code is 2.
- *Again* says whether the same request or run can succeed later without a change by the user. Answers that ask for patience (503, and 409
  while an upload with the same key goes on) carry \`Retry-After\`.

${table(
  ['code', 'HTTP', 'again', 'message', 'what to do'],
  entries.map(([name, { status, canRetry, message, advice }]) => [
    code(name),
    String(status),
    canRetry ? 'yes' : 'no',
    message,
    advice,
  ]),
)}
`;
}
