import * as z from 'zod';

/** One variable as docs/environment.md shows it. */
export interface ConfigRow {
  readonly name: string;
  /** As it would be written in the environment; absent when there is none. */
  readonly defaultValue?: string;
  readonly isRequired: boolean;
  readonly isSecret: boolean;
  readonly description: string;
  /** What a value may be, for people. */
  readonly bounds: string;
}

/** The variables of a service, in the order in which they were defined. */
export function describeConfig(schema: z.ZodObject<z.ZodRawShape>): ConfigRow[] {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const required = new Set(json.required ?? []);
  return Object.entries(json.properties ?? {}).map(([name, property]) => {
    const found = typeof property === 'boolean' ? {} : (property as Record<string, unknown>);
    const base = {
      name,
      isRequired: required.has(name),
      isSecret: found.secret === true,
      description: typeof found.description === 'string' ? found.description : '',
      bounds: typeof found.bounds === 'string' ? found.bounds : boundsOf(found),
    };
    const defaultValue = defaultOf(schema.shape[name]);
    return defaultValue === undefined ? base : { ...base, defaultValue: textOf(defaultValue) };
  });
}

/** A default is given as the value that text becomes, so a schema of the text does not show it. */
function defaultOf(member: unknown): unknown {
  return member instanceof z.ZodDefault ? member.def.defaultValue : undefined;
}

/** Bounds of a plain zod schema, which says them only in its own terms. */
function boundsOf(property: Record<string, unknown>): string {
  const { enum: words, minimum, maximum, maxLength } = property;
  if (Array.isArray(words)) return words.join(', ');
  if (minimum !== undefined || maximum !== undefined) return `${minimum ?? ''} to ${maximum ?? ''}`.trim();
  return maxLength === undefined ? '' : `at most ${maxLength} characters`;
}

function textOf(value: unknown): string {
  return Array.isArray(value) ? value.join(',') : String(value);
}
