/** A line of YAML: a comment, a member or an empty line (undefined). */
export type Line = { readonly text: string } | undefined;

const indentation = '  ';

/** Lines as text; of several empty ones in a row one is kept. */
export function yamlLines(lines: readonly Line[]): string {
  const kept = lines.filter((line, index) => line !== undefined || (index > 0 && lines[index - 1] !== undefined));
  return `${kept.map((line) => line?.text ?? '').join('\n')}\n`;
}

export function comment(text: string, depth = 0): Line {
  return { text: `${indentation.repeat(depth)}# ${oneLine(text)}` };
}

/** `name: value`, values in the flow style on the same line; without a value what follows is below it. */
export function entry(name: string, value: unknown, depth = 0): Line {
  return { text: `${indentation.repeat(depth)}${scalar(name)}:${value === undefined ? '' : ` ${flow(value)}`}` };
}

function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return `{ ${members.map(([name, member]) => `${scalar(name)}: ${flow(member)}`).join(', ')} }`;
  }
  return typeof value === 'string' ? scalar(value) : String(value);
}

/** A text as it is where nobody can take it for something else, else in double quotes with everything unusual escaped. */
export function scalar(text: string): string {
  if (/^[A-Za-z][A-Za-z0-9_./ -]*$/.test(text) && !text.endsWith(' ') && !notWords.test(text)) return text;
  return `"${text.replace(/["\\]|[^\x20-\x7e\u00a1-\u024f]/g, escaped)}"`;
}

/** Words that other readers of YAML take for something else. */
const notWords = /^(?:true|false|yes|no|on|off|null|y|n)$/i;

function escaped(character: string): string {
  if (character === '"' || character === '\\') return `\\${character}`;
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** What stands in a comment comes from files: it must not end the line. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, ' ');
}
