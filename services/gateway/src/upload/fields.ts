import {
  type ErrorCode,
  emailSchema,
  nameSchema,
  ReconcylError,
  type ReportFormat,
  reportFormatSchema,
} from '@reconcyl/contracts';
import * as z from 'zod';

/** The text fields of an upload; each is checked as it arrives, so that a wrong one ends the upload before the files. */
export interface UploadFields {
  email?: string;
  reportFormat: ReportFormat;
  key: string[];
  name?: string;
  ruleset?: string;
}

/** The fields as the OpenAPI document shows them, and as they are checked. A blank field counts as absent. */
export const uploadFieldSchemas = {
  email: emailSchema.describe('Who gets the mail when the run ends'),
  report_format: reportFormatSchema.describe('The report that the mail carries'),
  key: z.string().max(16_000).describe('Key columns, separated by commas; or the field repeated, one column each'),
  name: nameSchema.describe('Name of a recurring pair'),
  ruleset: z
    .string()
    .max(65_536)
    .describe('The ruleset as YAML or JSON, as text or as a file; or the name of a stored one: `bank`, `bank@3`'),
} as const;
type FieldName = keyof typeof uploadFieldSchemas;

/** Collects fields. Unknown ones are ignored: forms carry tokens and buttons of their own. */
export function createFieldCollector() {
  const values = new Map<FieldName, unknown[]>();
  return {
    /** Throws the field's own code when its value is not valid or it came twice. */
    add(name: string, value: string, isTruncated: boolean): void {
      if (!isFieldName(name)) return;
      if (isTruncated)
        throw new ReconcylError(tooLong[name] ?? 'RECON_FIELD_INVALID', `${name}: longer than it may be`);
      if (value.trim() === '') return;
      const parsed = uploadFieldSchemas[name].safeParse(value);
      if (!parsed.success) {
        throw new ReconcylError(invalid[name] ?? 'RECON_FIELD_INVALID', describeProblem(name, parsed.error));
      }
      const earlier = values.get(name) ?? [];
      if (earlier.length > 0 && name !== 'key') {
        throw new ReconcylError('RECON_FIELD_INVALID', `${name}: given more than once`);
      }
      values.set(name, [...earlier, parsed.data]);
    },
    fields(): UploadFields {
      const one = (name: FieldName) => values.get(name)?.[0] as string | undefined;
      const [email, name, ruleset] = [one('email'), one('name'), one('ruleset')];
      return {
        ...(email === undefined ? {} : { email }),
        ...(name === undefined ? {} : { name }),
        ...(ruleset === undefined ? {} : { ruleset }),
        reportFormat: (one('report_format') ?? 'json') as ReportFormat,
        key: keyColumns((values.get('key') ?? []) as string[]),
      };
    },
  };
}

const invalid: Partial<Record<FieldName, ErrorCode>> = {
  email: 'RECON_EMAIL_INVALID',
  report_format: 'RECON_REPORT_FORMAT_INVALID',
  ruleset: 'RECON_RULESET_TOO_LARGE',
};
const tooLong: Partial<Record<FieldName, ErrorCode>> = { ruleset: 'RECON_RULESET_TOO_LARGE' };

const isFieldName = (name: string): name is FieldName => Object.hasOwn(uploadFieldSchemas, name);

/** Only where the catalogue's message does not already say it; the fixed texts stand alone. */
function describeProblem(name: FieldName, error: z.ZodError): string | undefined {
  return invalid[name] === undefined ? `${name}: ${error.issues[0]?.message ?? 'is not valid'}` : undefined;
}

/** Given once the field is a list; given more often each is one column, whose name may then hold a comma. */
function keyColumns(values: readonly string[]): string[] {
  const [first] = values;
  if (first === undefined) return [];
  const columns = values.length === 1 ? first.split(',') : values;
  const named = columns.map((column) => column.trim()).filter((column) => column !== '');
  if (named.length > 16) throw new ReconcylError('RECON_FIELD_INVALID', 'key: more than 16 columns');
  if (named.some((column) => column.length > 1000)) {
    throw new ReconcylError('RECON_FIELD_INVALID', 'key: a column name is longer than 1,000 characters');
  }
  if (new Set(named).size < named.length)
    throw new ReconcylError('RECON_FIELD_INVALID', 'key: a column is named twice');
  return [...named];
}
