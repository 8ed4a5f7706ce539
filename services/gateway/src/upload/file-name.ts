const maxLength = 255;

/**
 * What is shown of the name that a client gave a file: the last part of a path, without control characters, at most 255
 * characters. It is for display only and never becomes a path, an object key or a header.
 */
export function displayName(fileName: string | undefined, fallback: string): string {
  const lastPart = (fileName ?? '').split(/[/\\]/).at(-1) ?? '';
  // Cc: control characters with NUL; Cf and Zl/Zp: what turns or breaks a line of text around the name.
  const cleaned = lastPart
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .trim();
  if (cleaned === '' || cleaned === '.' || cleaned === '..') return fallback;
  const cut = cleaned.slice(0, maxLength);
  // A cut through a surrogate pair leaves half a character, which is not valid text.
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}
