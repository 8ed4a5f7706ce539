import { acceptedBodySchema, acceptedMessage } from '@reconcyl/contracts';
import * as z from 'zod';
import type { GatewayApp } from '../app.ts';
import type { GatewayContext } from '../context.ts';
import { fixedResponses, problemResponses } from '../http/error-schemas.ts';
import { linksOf } from '../lookup/links.ts';
import { acceptUpload } from '../upload/accept-upload.ts';
import { uploadFieldSchemas } from '../upload/fields.ts';

/** The form of an upload, as the OpenAPI document shows it. */
export const uploadFormSchema = z.object({
  source: z.file().describe('The source file'),
  target: z.file().describe('The target file'),
  email: uploadFieldSchemas.email.optional(),
  report_format: uploadFieldSchemas.report_format.optional(),
  key: uploadFieldSchemas.key.optional(),
  ruleset: uploadFieldSchemas.ruleset.optional(),
  name: uploadFieldSchemas.name.optional(),
});

const summary = 'Upload a pair of files to be reconciled';

/** The upload of the former service under its two names, and the same under the name of the resource. */
export function uploadRoutes(app: GatewayApp, context: GatewayContext): void {
  const paths = [
    { url: '/api/v1/reconcile/upload/', errors: 'fixed' },
    { url: '/upload/', errors: 'fixed' },
    { url: '/api/v1/reconciliations', errors: 'problem' },
  ] as const;
  for (const { url, errors } of paths) {
    app.route({
      method: 'POST',
      url,
      config: { action: 'reconciliation.create', errors, form: uploadFormSchema },
      schema: {
        summary,
        tags: ['reconciliations'],
        response: { 202: acceptedBodySchema, ...(errors === 'fixed' ? fixedResponses : problemResponses) },
      },
      handler: async (request, reply) => {
        const taskId = await acceptUpload(context, request.principal.tenant, request);
        const { self, results, events } = linksOf(context.baseUrl(), taskId);
        reply.header('location', self).header('retry-after', '1');
        return reply.code(202).send({ task_id: taskId, message: acceptedMessage, links: { self, results, events } });
      },
    });
  }
}
