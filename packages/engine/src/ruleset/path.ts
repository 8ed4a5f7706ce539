export type Path = readonly (string | number)[];

/** A path as users read it: `columns.amount.tolerance`, `key[1]`, `columns["Gross amount"].kind`. */
export function formatPath(path: Path): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else if (/^[\p{L}\p{N}_-]+$/u.test(part)) text += text === '' ? part : `.${part}`;
    else text += `[${JSON.stringify(part.length > 100 ? `${part.slice(0, 100)}…` : part)}]`;
  }
  return text;
}
