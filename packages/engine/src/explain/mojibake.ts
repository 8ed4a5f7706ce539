/**
 * The text that was meant, where UTF-8 was read as windows-1252 or latin1 (`MÃ¼ller` for `Müller`); undefined for any other text.
 */
export function repairMojibake(text: string): string | undefined {
  if (!/[\u00c2-\u00f4]/.test(text)) return undefined;
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    const byte = unit < 0x100 ? unit : windows1252.get(unit);
    if (byte === undefined) return undefined;
    bytes[index] = byte;
  }
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * Whether two texts are alike but for characters that an encoding without them replaced (`M?ller` or `M\ufffdller` for `Müller`).
 */
export function isReplaced(a: string, b: string): boolean {
  if (!/[?\ufffd]/.test(a) && !/[?\ufffd]/.test(b)) return false;
  const [left, right] = [[...a], [...b]];
  if (left.length !== right.length) return false;
  return left.every((character, index) => {
    const other = right[index] ?? '';
    return character === other || replaces(character, other) || replaces(other, character);
  });
}

function replaces(mark: string, character: string): boolean {
  return (mark === '?' || mark === '\ufffd') && character > '\u007f' && character !== '\ufffd';
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Characters that windows-1252 has in place of the controls 80 to 9F. */
const windows1252 = new Map(
  Array.from({ length: 32 }, (_, index) => {
    const byte = 0x80 + index;
    return [new TextDecoder('windows-1252').decode(Uint8Array.of(byte)).charCodeAt(0), byte] as const;
  }),
);
