import * as z from 'zod';
import { sha256Schema } from './identifiers.ts';

/** What an event or marker says about an object instead of carrying its bytes. */
export const objectReferenceSchema = z.object({
  key: z.string().min(1).max(600).describe('Object key, equal to the one computed from tenant, id and role'),
  sizeBytes: z.int().min(0),
  sha256: sha256Schema,
});
export type ObjectReference = z.infer<typeof objectReferenceSchema>;
