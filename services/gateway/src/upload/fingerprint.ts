import { createHash } from 'node:crypto';
import type { UploadFields } from './fields.ts';
import type { StoredFile } from './receive-upload.ts';

/** What an upload asks for, as one SHA-256: the same fields and the same bytes give the same one. File names do not count. */
export function fingerprintOf(fields: UploadFields, source: StoredFile, target: StoredFile): string {
  const asked = [
    source.sha256,
    target.sha256,
    fields.ruleset ?? null,
    fields.key,
    fields.name ?? null,
    fields.email ?? null,
    fields.reportFormat,
  ];
  return createHash('sha256').update(JSON.stringify(asked)).digest('hex');
}
