import { type ErrorCode, type Problem, ReconcylError, toReconcylError } from '@reconcyl/contracts';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';

/** Gives a code to whatever a handler, the framework or the multipart parser threw. */
export function toCodedError(thrown: unknown): ReconcylError {
  if (thrown instanceof ReconcylError) return thrown;
  if (hasZodFastifySchemaValidationErrors(thrown)) {
    const problems: Problem[] = thrown.validation.map(({ instancePath, message }) => ({
      path: instancePath.split('/').filter(Boolean).join('.'),
      message: message ?? 'is not valid',
    }));
    return new ReconcylError(
      'RECON_FIELD_INVALID',
      problems.map(({ path, message }) => `${path}: ${message}`).join('; '),
      {
        problems,
      },
    );
  }
  if (thrown instanceof Error) {
    const known = knownErrors.find(({ matches }) => matches(thrown));
    if (known !== undefined) return new ReconcylError(known.code, known.detail, { cause: thrown });
  }
  return toReconcylError(thrown);
}

const hasCode = (code: string) => (error: Error) => 'code' in error && error.code === code;
const says = (text: string) => (error: Error) => error.message.includes(text);

const knownErrors: readonly { matches: (error: Error) => boolean; code: ErrorCode; detail?: string }[] = [
  { matches: hasCode('FST_FILES_LIMIT'), code: 'RECON_UPLOAD_INVALID', detail: 'It has more files than it may.' },
  { matches: hasCode('FST_FIELDS_LIMIT'), code: 'RECON_UPLOAD_INVALID', detail: 'It has more fields than it may.' },
  { matches: hasCode('FST_PARTS_LIMIT'), code: 'RECON_UPLOAD_INVALID', detail: 'It has more parts than it may.' },
  { matches: hasCode('FST_PROTO_VIOLATION'), code: 'RECON_UPLOAD_INVALID', detail: 'The name of a field is reserved.' },
  {
    matches: hasCode('FST_INVALID_JSON_FIELD_ERROR'),
    code: 'RECON_FIELD_INVALID',
    detail: 'A field is not valid JSON.',
  },
  { matches: hasCode('FST_MP_PREMATURE_CLOSE'), code: 'RECON_UPLOAD_CUT_OFF' },
  { matches: hasCode('ECONNRESET'), code: 'RECON_UPLOAD_CUT_OFF' },
  { matches: says('Unexpected end of multipart data'), code: 'RECON_UPLOAD_CUT_OFF' },
  { matches: says('terminated early'), code: 'RECON_UPLOAD_CUT_OFF' },
  { matches: says('Multipart: '), code: 'RECON_UPLOAD_INVALID' },
  { matches: hasCode('FST_ERR_CTP_BODY_TOO_LARGE'), code: 'RECON_FILE_TOO_LARGE' },
  { matches: hasCode('FST_ERR_BAD_URL'), code: 'RECON_ROUTE_NOT_FOUND' },
  { matches: hasCode('FST_ERR_MAX_PARAM_LENGTH'), code: 'RECON_ROUTE_NOT_FOUND' },
];
