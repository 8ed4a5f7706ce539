const step = '    ';

/** The blanks before a line at this depth. */
export function margin(depth: number): string {
  return step.repeat(depth);
}

/** A value as `JSON.stringify(value, null, 4)` writes it inside something that stands at this depth. */
export function indented(value: unknown, depth: number): string {
  return JSON.stringify(value, null, step).replaceAll('\n', `\n${margin(depth)}`);
}

/** The text of a member's value; absent ones are left out. */
export type Member = readonly [name: string, text: string | undefined];

/** An object of members whose values are written already, for something that stands at this depth. */
export function writeMembers(members: readonly Member[], depth: number): string {
  const written = members.filter(([, text]) => text !== undefined);
  const inner = `\n${margin(depth + 1)}`;
  const lines = written.map(([name, text]) => `${inner}${JSON.stringify(name)}: ${text}`);
  return `{${lines.join(',')}\n${margin(depth)}}`;
}

/** The members of an object of ours (never of a file's names) for `writeMembers`. */
export function membersOf(value: object, depth: number): Member[] {
  return Object.entries(value).map(([name, member]) => [
    name,
    member === undefined ? undefined : indented(member, depth),
  ]);
}

/**
 * Makes a function that writes a row as an object with these names, in this order. A row that is too short has blank cells.
 * Names are encoded once: this is where a large report spends its time.
 */
export function objectWriter(names: readonly string[]): (row: readonly string[], depth: number) => string {
  if (names.length === 0) return () => '{}';
  const encoded = names.map((name) => `${JSON.stringify(name)}: `);
  return (row, depth) => {
    const outer = `\n${margin(depth)}`;
    const inner = outer + step;
    let text = '{';
    for (const [index, name] of encoded.entries()) {
      text += (index === 0 ? inner : `,${inner}`) + name + JSON.stringify(row[index] ?? '');
    }
    return `${text}${outer}}`;
  };
}
