/** Everything that is trimmed at both ends of a cell: Unicode White_Space, U+200B and U+FEFF. */
export const blanks = String.fromCodePoint(
  0x20,
  ...[0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x85, 0xa0, 0x1680],
  ...[0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a],
  ...[0x200b, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000, 0xfeff],
);

/** 1 for each code unit that is a blank; none of them is beyond one unit. */
const isBlankUnit = new Uint8Array(0x1_0000);
for (const blank of blanks) isBlankUnit[blank.charCodeAt(0)] = 1;

/** By hand, because a regular expression such as `/\s+$/` takes quadratic time over a cell of a million inner blanks. */
export function trimBlanks(text: string): string {
  let end = text.length;
  while (end > 0 && isBlankUnit[text.charCodeAt(end - 1)] === 1) end--;
  let start = 0;
  while (start < end && isBlankUnit[text.charCodeAt(start)] === 1) start++;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}

export function isBlank(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    if (isBlankUnit[text.charCodeAt(index)] === 0) return false;
  }
  return true;
}
