/** A Markdown table. Cells may hold Markdown; what would end a cell or a row is made harmless. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

/** Code, also when the text holds a backtick. */
export function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

/** Says where a page comes from, so that nobody mends it by hand. */
export const generatedNote =
  '<!-- Made by `npm run docs` from the schemas; a test fails when it is stale. Do not edit. -->';
