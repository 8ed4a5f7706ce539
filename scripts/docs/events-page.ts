import { eventSchemas } from '@reconcyl/contracts';
import * as z from 'zod';
import { code, generatedNote, table } from './table.ts';

type Schema = z.core.JSONSchema.BaseSchema;

/** docs/events.md: the envelope and the data of every event. */
export function eventsPage(): string {
  const events = Object.entries(eventSchemas).map(([type, schema]) => ({ type, schema: jsonOf(schema) }));
  const envelope = events[0]?.schema;
  if (envelope === undefined) throw new TypeError('there are no events');
  return `${generatedNote}

# Events

${events.length} events travel over the bus, as CloudEvents 1.0 in structured JSON. They carry references to objects (key, size, SHA-256), never
bytes of a file. \`type\` ends in its version. The id depends only on what an event says, so a repeated event is the same event and is
dropped by the bus; an event that the sweep repeats has \`.sweep-<n>\` in its id. Readers ignore members that they do not know. An
event whose object keys are not those computed from its tenant, task and attempt is refused.

## Envelope

${members(envelope, (name) => name !== 'type' && name !== 'data')}

${events.map(({ type, schema }) => section(type, propertiesOf(schema).data ?? {})).join('\n\n')}
`;
}

function section(type: string, data: Schema): string {
  return `## ${type}\n\n${data.description ?? ''}.\n\n${members(data, () => true)}`;
}

function jsonOf(schema: z.ZodType): Schema {
  return z.toJSONSchema(schema, { io: 'output', reused: 'inline' });
}

function members(schema: Schema, isShown: (name: string) => boolean): string {
  const required = new Set(schema.required ?? []);
  const rows = Object.entries(propertiesOf(schema)).flatMap(([name, member]) =>
    isShown(name)
      ? [[code(name), `${typeOf(member)}${required.has(name) ? '' : ', optional'}`, member.description ?? '']]
      : [],
  );
  return table(['member', 'value', 'meaning'], rows);
}

function propertiesOf(schema: Schema): Record<string, Schema> {
  const found = Object.entries(schema.properties ?? {});
  return Object.fromEntries(found.flatMap(([name, member]) => (typeof member === 'object' ? [[name, member]] : [])));
}

/** A value in a few words: constants and words as they are, an object by its members. */
function typeOf(schema: Schema): string {
  if (schema.const !== undefined) return code(String(schema.const));
  if (schema.enum !== undefined) return schema.enum.map((word) => code(String(word))).join(', ');
  if (schema.type === 'object') {
    return `object of ${Object.keys(schema.properties ?? {})
      .map(code)
      .join(', ')}`;
  }
  if (schema.type === 'integer' || schema.type === 'number') {
    const { minimum, maximum } = schema;
    const most = maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? '' : ` to ${maximum}`;
    return minimum === undefined ? String(schema.type) : `${schema.type}, ${minimum}${most === '' ? ' or more' : most}`;
  }
  if (schema.format === 'date-time') return 'time (ISO 8601, UTC)';
  return String(schema.type ?? 'any');
}
