import { createHash } from 'node:crypto';
import {
  nameSchema,
  ReconcylError,
  rulesetJsonSchema,
  rulesetSchemaPath,
  type StoredRulesetBody,
  storedRulesetBodySchema,
  storedRulesetListSchema,
  storedRulesetTextSchema,
} from '@reconcyl/contracts';
import type { FastifyRequest } from 'fastify';
import * as z from 'zod';
import type { GatewayApp } from '../app.ts';
import type { GatewayContext } from '../context.ts';
import { decodeNameCursor, encodeNameCursor } from '../http/cursor.ts';
import { problemResponses } from '../http/error-schemas.ts';
import { rulesetLink } from '../lookup/links.ts';
import { readTextBody } from '../rulesets/read-text-body.ts';
import { createStoredRulesets, type RulesetVersion } from '../rulesets/stored-rulesets.ts';
import { limitQuery } from './params.ts';

const tags = ['rulesets'];
const base = '/api/v1/rulesets';
const textBody = 'The ruleset, as YAML or JSON';
const nameParams = z.object({ name: nameSchema.describe('The name of the ruleset') });
const changed = {
  200: storedRulesetBodySchema.describe('The latest version has this very text already'),
  201: storedRulesetBodySchema.describe('A new version'),
};

/** Stored rulesets: each change is a new version, and a run that names one tells which it used. */
export function rulesetRoutes(app: GatewayApp, context: GatewayContext): void {
  const rulesets = createStoredRulesets(context.store);
  const schema = rulesetJsonSchema();
  const store = async ({ principal }: FastifyRequest, name: string, text: string) => {
    const { isNew, ...stored } = await rulesets.put(principal.tenant, name, text);
    return { status: isNew ? (201 as const) : (200 as const), body: bodyOf(stored) };
  };

  app.route({
    method: 'GET',
    url: rulesetSchemaPath,
    config: { action: 'meta.read' },
    schema: { summary: 'JSON Schema of rulesets, for editors', tags },
    handler: (_request, reply) =>
      reply
        .type('application/schema+json')
        .header('cache-control', 'public, max-age=3600')
        .send(JSON.stringify(schema)),
  });

  app.route({
    method: 'GET',
    url: base,
    config: { action: 'ruleset.list' },
    schema: {
      summary: 'Stored rulesets, the latest version of each',
      tags,
      querystring: z.object({
        cursor: z.string().max(1000).optional().describe('`next_cursor` of the page before'),
        limit: limitQuery(200, 50),
      }),
      response: { 200: storedRulesetListSchema, ...problemResponses },
    },
    handler: async (request, reply) => {
      const after = decodeNameCursor(request.query.cursor);
      const { items, next } = await rulesets.list(request.principal.tenant, { after, limit: request.query.limit });
      return reply.header('cache-control', 'no-store').send({
        items: items.map(bodyOf),
        ...(next === undefined ? {} : { next_cursor: encodeNameCursor(next) }),
      });
    },
  });

  app.route({
    method: 'POST',
    url: base,
    config: { action: 'ruleset.write', textBody },
    schema: {
      summary: 'Store a ruleset under the name that it gives itself',
      tags,
      response: { ...changed, ...problemResponses },
    },
    handler: async (request, reply) => {
      const text = await readTextBody(request);
      const name = nameSchema.safeParse(context.parseRuleset(text).name);
      if (!name.success) {
        const message = 'to be stored it needs a name of letters, digits, dot, dash and underscore, at most 100';
        throw new ReconcylError('RECON_RULESET_INVALID', `name: ${message}`, { problems: [{ path: 'name', message }] });
      }
      const { status, body } = await store(request, name.data, text);
      return reply.code(status).header('location', body.links.self).send(body);
    },
  });

  app.route({
    method: 'PUT',
    url: `${base}/:name`,
    config: { action: 'ruleset.write', textBody },
    schema: {
      summary: 'Store a new version of a ruleset',
      tags,
      params: nameParams,
      response: { ...changed, ...problemResponses },
    },
    handler: async (request, reply) => {
      const text = await readTextBody(request);
      // An empty ruleset is a valid one, and an empty body a file that was not sent.
      if (text.trim() === '') throw new ReconcylError('RECON_RULESET_INVALID', 'The body is empty.');
      context.parseRuleset(text);
      const { status, body } = await store(request, request.params.name, text);
      return reply.code(status).header('location', body.links.self).send(body);
    },
  });

  app.route({
    method: 'GET',
    url: `${base}/:name`,
    config: { action: 'ruleset.read' },
    schema: {
      summary: 'One stored ruleset with its text',
      tags,
      params: nameParams,
      querystring: z.object({
        version: z.coerce.number().int().min(1).max(999_999).optional().describe('The latest when absent'),
      }),
      response: { 200: storedRulesetTextSchema, ...problemResponses },
    },
    handler: async (request, reply) => {
      const { name } = request.params;
      const found = await rulesets.get(request.principal.tenant, name, request.query.version);
      const sha256 = createHash('sha256').update(found.text).digest('hex');
      const { versions, text } = found;
      return reply.header('cache-control', 'no-store').send({ ...bodyOf(found), versions, sha256, text });
    },
  });

  app.route({
    method: 'DELETE',
    url: `${base}/:name`,
    config: { action: 'ruleset.delete' },
    schema: {
      summary: 'Delete a stored ruleset with all its versions; runs that were accepted keep their text',
      tags,
      params: nameParams,
      response: { 204: z.null().describe('Deleted'), ...problemResponses },
    },
    handler: async (request: FastifyRequest<{ Params: z.infer<typeof nameParams> }>, reply) => {
      await rulesets.remove(request.principal.tenant, request.params.name);
      return reply.code(204).send(null);
    },
  });

  function bodyOf({ name, version, sizeBytes, createdAt }: RulesetVersion): StoredRulesetBody {
    return {
      name,
      version,
      size_bytes: sizeBytes,
      created_at: createdAt.toISOString(),
      links: { self: rulesetLink(context.baseUrl(), name) },
    };
  }
}
