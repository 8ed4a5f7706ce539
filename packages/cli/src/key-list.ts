/**
 * The fields of one line of CSV: names by commas, where a name with a comma or a quote stands in double quotes. Undefined when a
 * quote is not closed or something stands behind it.
 */
export function parseRecord(line: string): string[] | undefined {
  const fields: string[] = [];
  let rest = line;
  for (;;) {
    const quoted = /^\s*"((?:[^"]|"")*)"\s*(?=,|$)/.exec(rest);
    const field = quoted ?? /^([^",]*)(?=,|$)/.exec(rest);
    if (field === null) return undefined;
    const [whole, content = ''] = field;
    fields.push(quoted === null ? content.trim() : content.replaceAll('""', '"'));
    if (whole.length === rest.length) return fields;
    rest = rest.slice(whole.length + 1);
  }
}
