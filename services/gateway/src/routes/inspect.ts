import { join } from 'node:path';
import { type Inspection, inspectionSchema, ReconcylError, sides } from '@reconcyl/contracts';
import type { FastifyRequest } from 'fastify';
import * as z from 'zod';
import type { GatewayApp } from '../app.ts';
import type { GatewayContext } from '../context.ts';
import { problemResponses } from '../http/error-schemas.ts';
import { writeToFile } from '../results/download.ts';
import { givenRuleset } from '../rulesets/given-ruleset.ts';
import { uploadFieldSchemas } from '../upload/fields.ts';
import { receiveOptions, receiveUpload } from '../upload/receive-upload.ts';

export const inspectFormSchema = z.object({
  source: z.file().optional().describe('The source file'),
  target: z.file().optional().describe('The target file'),
  key: uploadFieldSchemas.key.optional(),
  ruleset: uploadFieldSchemas.ruleset.optional(),
});

/** What a run would assume about one or two files, without a run. The files are removed when the answer is known. */
export function inspectRoutes(app: GatewayApp, context: GatewayContext): void {
  app.route({
    method: 'POST',
    url: '/api/v1/inspect',
    config: { action: 'files.inspect', form: inspectFormSchema },
    schema: {
      summary: 'Dialect, columns, kinds and key of one or two files',
      tags: ['inspect'],
      response: { 200: inspectionSchema, ...problemResponses },
    },
    handler: async (request, reply) => {
      const giveBack = context.uploads.take();
      try {
        return await reply.header('cache-control', 'no-store').send(await inspect(context, request));
      } finally {
        giveBack();
      }
    },
  });
}

async function inspect(context: GatewayContext, request: FastifyRequest): Promise<Inspection> {
  const announcedBytes = Number(request.headers['content-length'] ?? 0);
  await context.diskFloor.check(announcedBytes);
  const ending = new AbortController();
  const onHangUp = () => ending.abort(new ReconcylError('RECON_CANCELLED'));
  request.raw.socket.once('close', onHangUp);
  try {
    return await context.scratch.withScratch('inspect', (folder) => describe(folder), announcedBytes);
  } finally {
    request.raw.socket.off('close', onHangUp);
  }

  async function describe(folder: string): Promise<Inspection> {
    const upload = await receiveUpload(request, {
      ...receiveOptions(context, undefined),
      sink: (side, body) => writeToFile(body, join(folder, `${side}.csv`)),
    });
    const files = sides.flatMap((side) => {
      const file = upload.files[side];
      if (file?.sizeBytes === 0) throw new ReconcylError('RECON_FILE_EMPTY', `The ${side} file has 0 bytes.`);
      return file === undefined ? [] : [{ side, path: join(folder, `${side}.csv`), displayName: file.fileName }];
    });
    if (files.length === 0) {
      throw new ReconcylError('RECON_UPLOAD_INVALID', 'Send a file in the field source, in target, or in both.');
    }
    const { ruleset, key } = upload.fields;
    const given = await givenRuleset(context, request.principal.tenant, ruleset);
    return context.pool.describe({
      files,
      ruleset: given?.ruleset,
      key: key.length === 0 ? undefined : key,
      workDir: join(folder, 'work'),
      signal: ending.signal,
      timeoutMs: context.config.INSPECT_TIMEOUT_MS,
    });
  }
}
