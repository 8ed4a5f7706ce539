import { errorBodySchema, problemDocumentSchema } from '@reconcyl/contracts';
import * as z from 'zod';

/** An error on the routes of the former service: `error` is the message. */
export const fixedErrorSchema = errorBodySchema.omit({ message: true }).extend({ error: z.string() });

const problem = { content: { 'application/problem+json': { schema: problemDocumentSchema } } };

/** The errors that any route of each style may answer, for the OpenAPI document. */
export const problemResponses = { '4xx': problem, '5xx': problem } as const;
export const fixedResponses = { '4xx': fixedErrorSchema, '5xx': fixedErrorSchema } as const;
