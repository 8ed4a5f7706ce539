/** One row of the error catalogue. `{…}` never stands in a message: what was found goes into the error's own detail. */
export interface ErrorEntry {
  /** HTTP status when the error answers a request. */
  readonly status: number;
  /** Whether the same request or run can succeed later without a change by the user. */
  readonly canRetry: boolean;
  /** What is wrong, in one sentence. */
  readonly message: string;
  /** What the user can do about it. */
  readonly advice: string;
}

/** Every coded error of the product. docs/errors.md is generated from this table; a code is never reused or renamed. */
export const errorCatalogue = {
  // Requests
  RECON_FILES_REQUIRED: {
    status: 400,
    canRetry: false,
    message: 'Both source and target files are required.',
    advice: 'Send one file in the field `source` and one in the field `target`.',
  },
  RECON_REPORT_FORMAT_INVALID: {
    status: 400,
    canRetry: false,
    message: "Invalid report format. Choose 'html', 'json', or 'csv'.",
    advice: 'Use json, csv or html.',
  },
  RECON_EMAIL_INVALID: {
    status: 400,
    canRetry: false,
    message: 'The e-mail address is not one single valid address.',
    advice: 'Give one address such as name@example.com, without a display name or a second address.',
  },
  RECON_FIELD_INVALID: {
    status: 400,
    canRetry: false,
    message: 'A field of the request is not valid.',
    advice: 'Correct the fields that the detail names.',
  },
  RECON_UPLOAD_INVALID: {
    status: 400,
    canRetry: false,
    message: 'The upload is not a well-formed multipart form with one source and one target file.',
    advice: 'Send multipart/form-data with each file once, and at most ten other fields.',
  },
  RECON_UPLOAD_CUT_OFF: {
    status: 400,
    canRetry: true,
    message: 'The upload ended before it was complete; nothing of it was kept.',
    advice: 'Send it again; with an Idempotency-Key a repeated upload never starts a second run.',
  },
  RECON_FILE_TOO_LARGE: {
    status: 413,
    canRetry: false,
    message: 'A file is larger than this server accepts.',
    advice: 'Split the file, or ask the operator to raise MAX_FILE_BYTES.',
  },
  RECON_TOO_MANY_UPLOADS: {
    status: 503,
    canRetry: true,
    message: 'The server already receives as many uploads as it may.',
    advice: 'Try again after the time in Retry-After.',
  },
  RECON_BUSY: {
    status: 503,
    canRetry: true,
    message: 'The server is busy with other queries.',
    advice: 'Try again after the time in Retry-After.',
  },
  RECON_DISK_FULL: {
    status: 507,
    canRetry: true,
    message: 'There is not enough free disk space to go on.',
    advice: 'Free disk space in the data folder; runs that were accepted go on by themselves.',
  },
  RECON_UNAVAILABLE: {
    status: 503,
    canRetry: true,
    message: 'A part of the system that this request needs cannot be reached.',
    advice: 'Try again later; what was accepted is not lost.',
  },
  RECON_NOT_FOUND: {
    status: 404,
    canRetry: false,
    message: 'There is no such reconciliation.',
    advice: 'Check the task id; reports are kept for a limited time.',
  },
  RECON_ROUTE_NOT_FOUND: {
    status: 404,
    canRetry: false,
    message: 'There is no such resource.',
    advice: 'See /docs for the paths that exist.',
  },
  RECON_DELETED: {
    status: 410,
    canRetry: false,
    message: 'The reconciliation was deleted.',
    advice: 'Upload the files again if the answer is still needed.',
  },
  RECON_NOT_FINISHED: {
    status: 409,
    canRetry: true,
    message: 'The reconciliation has not finished, so there is no result yet.',
    advice: 'Wait until its status is completed, then ask again.',
  },
  RECON_NOT_RETRYABLE: {
    status: 409,
    canRetry: false,
    message: 'Only a failed reconciliation can be tried again.',
    advice: 'Look at its status first.',
  },
  RECON_IDEMPOTENCY_IN_PROGRESS: {
    status: 409,
    canRetry: true,
    message: 'An upload with the same Idempotency-Key is still in progress.',
    advice: 'Try again after the time in Retry-After.',
  },
  RECON_IDEMPOTENCY_MISMATCH: {
    status: 422,
    canRetry: false,
    message: 'The Idempotency-Key was used before with other fields.',
    advice: 'Use a new key for a new request.',
  },
  RECON_UNAUTHORIZED: {
    status: 401,
    canRetry: false,
    message: 'The request carries no valid token.',
    advice: 'Send the header `Authorization: Bearer <token>`.',
  },
  RECON_FORBIDDEN: {
    status: 403,
    canRetry: false,
    message: 'This request is not allowed.',
    advice: 'Requests that change something must come from the server’s own pages or from a program.',
  },
  RECON_HOST_NOT_ALLOWED: {
    status: 421,
    canRetry: false,
    message: 'The server does not answer for this host name.',
    advice: 'Use the name in PUBLIC_URL, or add the host to ALLOWED_HOSTS.',
  },
  // Files
  RECON_FILE_EMPTY: {
    status: 422,
    canRetry: false,
    message: 'The file has no content.',
    advice: 'Export the file again; a file with a header and no rows is valid, one of 0 bytes is not.',
  },
  RECON_FILE_NOT_READABLE: {
    status: 422,
    canRetry: false,
    message: 'The file cannot be read.',
    advice: 'Check that the path exists, that it is a regular file and that it may be read.',
  },
  RECON_FILE_BINARY: {
    status: 422,
    canRetry: false,
    message: 'The file is not text.',
    advice: 'Export it as CSV; a spreadsheet is saved as CSV by "Save as".',
  },
  RECON_FILE_DAMAGED: {
    status: 422,
    canRetry: false,
    message: 'The compressed file is damaged or cut off.',
    advice: 'Compress it again, or send it without compression.',
  },
  RECON_FILE_UNPACKS_TOO_LARGE: {
    status: 422,
    canRetry: false,
    message: 'The compressed file unpacks to more than is allowed.',
    advice: 'Send it without compression, or split it.',
  },
  RECON_FILE_NO_HEADER: {
    status: 422,
    canRetry: false,
    message: 'The file has nothing that could be a header or a row.',
    advice: 'Check that the file holds a table, or describe its dialect in the ruleset.',
  },
  RECON_ENCODING_UNKNOWN: {
    status: 422,
    canRetry: false,
    message: 'The encoding that the ruleset names is not known.',
    advice: 'Use a label such as utf-8, utf-16le or windows-1252.',
  },
  RECON_TOO_MANY_REJECTS: {
    status: 422,
    canRetry: false,
    message: 'Too many lines of the file could not be read as records; most likely its dialect was not understood.',
    advice: 'Give the delimiter, quote and encoding in the ruleset, or raise max_rejects.',
  },
  RECON_TOO_MANY_COLUMNS: {
    status: 422,
    canRetry: false,
    message: 'The file has more columns than can be compared.',
    advice: 'Leave out columns that need not be compared.',
  },
  // Rulesets
  RECON_RULESET_INVALID: {
    status: 422,
    canRetry: false,
    message: 'The ruleset is not valid.',
    advice: 'Correct every problem that the detail lists with its path.',
  },
  RECON_RULESET_NOT_FOUND: {
    status: 404,
    canRetry: false,
    message: 'There is no such stored ruleset.',
    advice: 'See /api/v1/rulesets for the names and versions that are stored.',
  },
  RECON_RULESET_TOO_LARGE: {
    status: 422,
    canRetry: false,
    message: 'The ruleset is larger than 64 kB or has more than 2,000 nodes.',
    advice: 'Keep only what differs from the defaults.',
  },
  RECON_KEY_COLUMN_UNKNOWN: {
    status: 422,
    canRetry: false,
    message: 'A key column does not exist in both files.',
    advice: 'Use a name from the header of the file, or map the column in the ruleset.',
  },
  RECON_COLUMN_UNKNOWN: {
    status: 422,
    canRetry: false,
    message: 'The ruleset names a column that the files do not have.',
    advice: 'Use a name from the header of the file.',
  },
  RECON_NO_SHARED_COLUMNS: {
    status: 422,
    canRetry: false,
    message: 'The two files have no column in common.',
    advice: 'Map the columns of one file to those of the other in the ruleset.',
  },
  RECON_DUPLICATE_KEYS: {
    status: 422,
    canRetry: false,
    message: 'Keys stand on more than one record, and the ruleset says that this must not be.',
    advice: 'Correct the files or the key, or set `duplicates` to `pair` or `report`.',
  },
  // The run
  RECON_WORK_TOO_LARGE: {
    status: 422,
    canRetry: false,
    message: 'The reconciliation needs more memory, disk or time than it may use.',
    advice: 'Split the files, leave out columns, or ask the operator to raise the limits.',
  },
  RECON_WORKER_DIED: {
    status: 500,
    canRetry: true,
    message: 'The work ended its process more than once.',
    advice: 'Try again; if it fails again, report it with the task id.',
  },
  RECON_CONTROL_TOTALS: {
    status: 500,
    canRetry: false,
    message: 'The control totals of the result do not hold, so no answer was given.',
    advice: 'This is a bug of the product: report it with the task id.',
  },
  RECON_CANCELLED: {
    status: 499,
    canRetry: true,
    message: 'The run was cancelled.',
    advice: 'Start it again if the answer is still needed.',
  },
  RECON_EVENT_INVALID: {
    status: 500,
    canRetry: false,
    message: 'An event did not have the shape or the object keys that it must have.',
    advice: 'See the dead letters; the sender is not of this system or of another version.',
  },
  RECON_INTERNAL: {
    status: 500,
    canRetry: true,
    message: 'Something went wrong inside the server.',
    advice: 'Try again; if it fails again, report it with the task id.',
  },
  // Command line
  RECON_USAGE: {
    status: 400,
    canRetry: false,
    message: 'The command line is not valid.',
    advice: 'See `reconcyl --help`.',
  },
  RECON_ENVIRONMENT_INVALID: {
    status: 400,
    canRetry: false,
    message: 'The settings in the environment are not valid.',
    advice: 'docs/environment.md has every variable with its bounds; `reconcyl doctor` checks them.',
  },
  RECON_DATA_FOLDER: {
    status: 500,
    canRetry: false,
    message: 'The data folder cannot be used.',
    advice: 'Choose a folder on a local disk that this user may write, with --data.',
  },
  RECON_WORK_FOLDER: {
    status: 500,
    canRetry: false,
    message: 'The folder for work in hand cannot be used.',
    advice: 'Choose another one: by TMPDIR for `run` and `inspect`, by --data or SCRATCH_DIR for services.',
  },
  RECON_PORT_IN_USE: {
    status: 500,
    canRetry: true,
    message: 'The port is already in use.',
    advice: 'Choose another with --port, or end the program that uses it.',
  },
  RECON_DATA_FOLDER_IN_USE: {
    status: 500,
    canRetry: true,
    message: 'Another process already serves this data folder.',
    advice: 'End that process, or choose another folder with --data.',
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorCatalogue;

/** One problem inside a request, ruleset or file: where it is and what is wrong with it. */
export interface Problem {
  /** Path of the member, e.g. `columns.amount.kind`; empty for the whole. */
  readonly path: string;
  readonly message: string;
}

/**
 * A coded error, part of the product. `detail` says what was found and where; it may name columns, lines and options, and must
 * never hold a cell value or a path of this machine.
 */
export class ReconcylError extends Error {
  override readonly name = 'ReconcylError';
  readonly code: ErrorCode;
  readonly detail: string | undefined;
  readonly problems: readonly Problem[];

  constructor(code: ErrorCode, detail?: string, options: { problems?: readonly Problem[]; cause?: unknown } = {}) {
    super(detail === undefined ? errorCatalogue[code].message : `${errorCatalogue[code].message} ${detail}`, {
      cause: options.cause,
    });
    this.code = code;
    this.detail = detail;
    this.problems = options.problems ?? [];
  }
}

/** What a client is told about an error: the body of `error` in a failed result, and the base of a problem document. */
export interface ErrorBody {
  code: ErrorCode;
  message: string;
  detail?: string;
  advice: string;
  can_retry: boolean;
  problems?: readonly Problem[];
}

/** The client's view of a coded error. */
export function toErrorBody(error: {
  code: ErrorCode;
  detail?: string | undefined;
  problems?: readonly Problem[];
}): ErrorBody {
  const { message, advice, canRetry } = errorCatalogue[error.code];
  return {
    code: error.code,
    message,
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    advice,
    can_retry: canRetry,
    ...(error.problems?.length ? { problems: error.problems } : {}),
  };
}

/** Gives any thrown value a code: a coded error as it is, everything else as RECON_INTERNAL without its message. */
export function toReconcylError(error: unknown): ReconcylError {
  if (error instanceof ReconcylError) return error;
  if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') {
    return new ReconcylError('RECON_DISK_FULL', undefined, { cause: error });
  }
  return new ReconcylError('RECON_INTERNAL', undefined, { cause: error });
}
