const step = '    ';

/** The blanks before a line at this depth. */
export function margin(depth: number): string {
  return step.repeat(depth);
}

/** A value as `JSON.stringify(value, null, 4)` writes it inside something that stands at this depth. */
export function indented(value: unknown, depth: number): string {
  return JSON.stringify(value, null, step).replaceAll('\n', `\n${margin(depth)}`);
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
