const step = '    ';

/** The line end and the blanks before a line at this depth. */
const lineStarts = Array.from({ length: 16 }, (_, depth) => `\n${step.repeat(depth)}`);

export function lineStart(depth: number): string {
  return lineStarts[depth] ?? `\n${step.repeat(depth)}`;
}

/** What JSON.stringify escapes: halves of characters, too. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const special = /["\\\u0000-\u001f\ud800-\udfff]/;

/** A text as JSON. Most need nothing but quotes, and to see that takes a third of the time of JSON.stringify. */
export function quoted(text: string): string {
  return special.test(text) ? JSON.stringify(text) : `"${text}"`;
}

/** A value as `JSON.stringify(value, null, 4)` writes it inside something that stands at this depth. */
export function written(value: unknown, depth: number): string {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return writeList(value, depth);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return writeMembers(membersOf(value, depth), depth);
}

function writeList(items: readonly unknown[], depth: number): string {
  if (items.length === 0) return '[]';
  const inner = lineStart(depth + 1);
  let text = '';
  for (const item of items) text += (text === '' ? '[' : ',') + inner + written(item, depth + 1);
  return `${text}${lineStart(depth)}]`;
}

/** The text of a member's value; absent ones are left out. */
export type Member = readonly [name: string, text: string | undefined];

/** An object of members whose values are written already, for something that stands at this depth. */
export function writeMembers(members: readonly Member[], depth: number): string {
  const inner = lineStart(depth + 1);
  let text = '';
  for (const [name, value] of members) {
    if (value !== undefined) text += `${text === '' ? '{' : ','}${inner}${quoted(name)}: ${value}`;
  }
  return text === '' ? '{}' : `${text}${lineStart(depth)}}`;
}

/** The members of an object of ours for `writeMembers`. */
export function membersOf(value: object, depth: number): Member[] {
  return Object.entries(value).map(([name, member]) => [
    name,
    member === undefined ? undefined : written(member, depth + 1),
  ]);
}

/**
 * Makes a function that writes a row as an object with these names, in this order, for something that stands at this depth. A row
 * that is too short has blank cells. Names are encoded once: this is where a large report spends its time.
 */
export function objectWriter(names: readonly string[], depth: number): (row: readonly string[]) => string {
  const inner = lineStart(depth + 1);
  const starts = names.map((name, index) => `${index === 0 ? '{' : ','}${inner}${quoted(name)}: `);
  const end = names.length === 0 ? '{}' : `${lineStart(depth)}}`;
  return (row) => {
    let text = '';
    for (let index = 0; index < starts.length; index++) text += starts[index] + quoted(row[index] ?? '');
    return text + end;
  };
}
