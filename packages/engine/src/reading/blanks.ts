/**
 * What counts as blank around and inside a cell: every Unicode space, tab, line ends, zero width space and BOM. By hand and not by
 * a regular expression, because `/\s+$/` takes quadratic time over a cell of a million inner blanks.
 */
export function trimBlanks(text: string): string {
  let end = text.length;
  while (end > 0 && isBlankCode(text.charCodeAt(end - 1))) end--;
  let start = 0;
  while (start < end && isBlankCode(text.charCodeAt(start))) start++;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}

export function isBlank(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    if (!isBlankCode(text.charCodeAt(index))) return false;
  }
  return true;
}

function isBlankCode(code: number): boolean {
  if (code <= 0x20) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  if (code < 0xa0) return code === 0x85;
  return (
    code === 0xa0 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200b) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000 ||
    code === 0xfeff
  );
}
