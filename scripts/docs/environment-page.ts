import { type DocumentedVariable, documentedVariables, serviceNames } from './services.ts';
import { code, generatedNote, table } from './table.ts';

/** docs/environment.md: every variable of every service. */
export function environmentPage(): string {
  const variables = documentedVariables();
  const shared = variables.filter(({ services }) => services.length > 1);
  const sections = serviceNames.flatMap((service) => {
    const own = variables.filter(({ services }) => services.length === 1 && services[0] === service);
    return own.length === 0 ? [] : [`## ${service}\n\n${variableTable(own, false)}`];
  });
  return `${generatedNote}

# Environment

Everything that can be set, with its default. Nothing has to be set: \`reconcyl serve\` and each service run without any variable.
A service reads its variables once, at start, and tells all that is wrong with them at once; an empty variable counts as absent.
Of a secret, \`NAME_FILE\` may name a file that holds it; its value is never shown.

\`reconcyl serve\` takes the variables of all services, with these differences: \`--port\` and \`--data\` stand for \`PORT\` and \`DATA_DIR\`,
which are not read; \`--host\` wins over \`HOST\`; there is no port for health beside the gateway's; \`PUBLIC_URL\` is the local address and \`LOG_LEVEL\` is \`warn\`
when they are absent; \`ENGINE_MEMORY_BYTES\`, \`ENGINE_THREADS\`, \`QUERY_PROCESSES\` and \`QUERY_MEMORY_BYTES\` are not used: each engine
process gets a quarter of the machine's memory (768 MiB to 2 GiB); three at most reconcile, with all processors, and two answer
queries, with one.

## Several services

${variableTable(shared, true)}

${sections.join('\n\n')}
`;
}

function variableTable(variables: readonly DocumentedVariable[], withServices: boolean): string {
  const head = ['variable', 'default', 'values', 'meaning', ...(withServices ? ['services'] : [])];
  return table(
    head,
    variables.map(({ name, defaultValue, isRequired, isSecret, bounds, description, services }) => [
      code(name),
      defaultValue === undefined ? (isRequired ? 'required' : '') : defaultValue === '' ? 'empty' : code(defaultValue),
      bounds,
      `${description}${isSecret ? ' (secret)' : ''}`,
      ...(withServices ? [services.length === serviceNames.length ? 'all' : services.join(', ')] : []),
    ]),
  );
}
