/**
 * Text that comes from a file (a column's name, what an error found) as one line of a mail: without line breaks, control and
 * bidirectional characters, and cut, so that it can neither pass for our own words nor fill the mail.
 */
export function plainLine(text: string, maxCharacters: number): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ').trim();
  return line.length <= maxCharacters ? line : `${[...line].slice(0, maxCharacters - 1).join('')}…`;
}

/** Groups the whole digits of exact decimal text by commas; the digits themselves stay as they are. */
export function grouped(amount: string | number): string {
  const [whole = '', fraction] = String(amount).split('.');
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? groups : `${groups}.${fraction}`;
}
