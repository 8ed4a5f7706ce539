import { readFileSync } from 'node:fs';
import { ReconcylError } from '@reconcyl/contracts';
import * as z from 'zod';
import { describeConfig } from './describe-config.ts';

/** The schema of a service's variables. */
export type ConfigSchema = z.ZodObject<z.ZodRawShape>;

/** RECON_ENVIRONMENT_INVALID with all that is wrong, told at once. */
export class ConfigError extends ReconcylError {
  constructor(problems: readonly string[]) {
    super('RECON_ENVIRONMENT_INVALID', problems.join('; '), {
      problems: problems.map((message) => ({ path: '', message })),
    });
  }
}

/** The variables of one service. Throws when one of them says not what it is for: that is a bug in the schema. */
export function defineConfig<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape> {
  const schema = z.object(shape);
  for (const { name, description } of describeConfig(schema)) {
    if (description === '') throw new Error(`The variable ${name} has no description.`);
  }
  return schema;
}

/**
 * Reads the variables of a service. An empty variable counts as absent. A secret may come from the file that `<name>_FILE`
 * names, without its last line break. Throws ConfigError with every problem; a value never stands in it.
 */
export function readConfig<Config>(
  schema: ConfigSchema & z.ZodType<Config>,
  env: Readonly<Record<string, string | undefined>>,
): Config {
  const problems: string[] = [];
  const given: Record<string, string> = {};
  const rows = describeConfig(schema);
  for (const { name, isSecret } of rows) {
    const value = env[name];
    if (value !== undefined && value !== '') given[name] = value;
    const file = env[`${name}_FILE`];
    if (!isSecret || file === undefined || file === '') continue;
    if (given[name] !== undefined) problems.push(`${name} and ${name}_FILE are both set; set one of them`);
    try {
      given[name] = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    } catch {
      problems.push(`${name}_FILE names a file that cannot be read`);
    }
  }
  const parsed = (schema as z.ZodType<Config>).safeParse(given);
  for (const issue of parsed.error?.issues ?? []) {
    const name = String(issue.path[0] ?? '');
    const unreadable = problems.some((problem) => problem.startsWith(`${name}_FILE `));
    if (unreadable) continue;
    const bounds = rows.find((row) => row.name === name)?.bounds;
    const said = given[name] === undefined ? 'is not set' : 'is not valid';
    problems.push(`${name} ${said}${bounds ? `: ${bounds}` : `: ${issue.message}`}`);
  }
  if (problems.length > 0 || parsed.data === undefined) throw new ConfigError(problems);
  return parsed.data;
}
