import * as z from 'zod';
import { rulesetSchema } from './ruleset.ts';

/** Where editors find the schema of rulesets; the gateway serves the same under `/api/v1/ruleset.schema.json`. */
export const rulesetSchemaPath = '/api/v1/ruleset.schema.json';

/**
 * The JSON Schema of a ruleset as users write it, for editors that complete and check while one types. Names of columns and what
 * contradicts itself are beyond it: `reconcyl ruleset check` tells those.
 */
export function rulesetJsonSchema(): z.core.JSONSchema.BaseSchema {
  const { $schema, ...schema } = z.toJSONSchema(rulesetSchema, { io: 'input' });
  return {
    ...($schema === undefined ? {} : { $schema }),
    title: 'Reconcyl ruleset',
    description:
      'What to compare and how. Every member is optional: what is absent is inferred, and the report says so.',
    ...schema,
  };
}
