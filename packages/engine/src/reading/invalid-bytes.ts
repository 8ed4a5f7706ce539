import { type Encoding, sequenceLength } from './encoding.ts';

/** These five are mapped to control characters by the web's decoder; no program that writes windows-1252 does. */
const undefinedIn1252: ReadonlySet<number> = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);

/** Beyond this, text is not shown anyway; it is then decoded with replacement characters. */
const mostShownBytes = 1_048_576;

/**
 * Decodes a line that is not valid in its encoding: each invalid byte is shown as `\xNN`, so that a person can see what stands in
 * the file. Gives the position of the first one in the text too.
 */
export function showInvalidBytes(bytes: Buffer, encoding: Encoding): { text: string; firstInvalid: number } {
  const shown = bytes.subarray(0, mostShownBytes);
  const lengthAt = encoding.width === 2 ? utf16Length(encoding.label) : lengthIn(encoding.label);
  const decoder = new TextDecoder(encoding.label, { ignoreBOM: true });
  let text = '';
  let firstInvalid = -1;
  let validFrom = 0;
  const takeValid = (to: number): void => {
    if (to > validFrom) text += decoder.decode(shown.subarray(validFrom, to));
  };
  for (let at = 0; at < shown.length; ) {
    const length = lengthAt(shown, at);
    if (length > 0) {
      at += length;
      continue;
    }
    takeValid(at);
    if (firstInvalid < 0) firstInvalid = text.length;
    const end = Math.min(at + encoding.width, shown.length);
    for (; at < end; at++) text += `\\x${(shown[at] ?? 0).toString(16).toUpperCase().padStart(2, '0')}`;
    validFrom = at;
  }
  takeValid(shown.length);
  return { text: text + decoder.decode(bytes.subarray(shown.length)), firstInvalid };
}

/** Whether windows-1252 does not have one of the bytes. */
export function hasUndefinedByte(bytes: Buffer): boolean {
  for (const byte of undefinedIn1252) if (bytes.includes(byte)) return true;
  return false;
}

/** Length of the character that begins at a place, 0 when none does. */
type LengthAt = (bytes: Buffer, at: number) => number;

function lengthIn(label: string): LengthAt {
  if (label === 'utf-8') {
    return (bytes, at) => {
      if ((bytes[at] ?? 0) < 0x80) return 1;
      const length = sequenceLength(bytes, at);
      return typeof length === 'number' ? length : 0;
    };
  }
  if (label === 'windows-1252') return (bytes, at) => (undefinedIn1252.has(bytes[at] ?? 0) ? 0 : 1);
  const strict = new TextDecoder(label, { fatal: true, ignoreBOM: true });
  return (bytes, at) => {
    if ((bytes[at] ?? 0) < 0x80) return 1;
    // The longest characters of these encodings, those of GB18030, have four bytes.
    for (let length = 1; length <= 4 && at + length <= bytes.length; length++) {
      try {
        strict.decode(bytes.subarray(at, at + length));
        return length;
      } catch {
        // It may be the start of a longer one.
      }
    }
    return 0;
  };
}

function utf16Length(label: string): LengthAt {
  const unit = (bytes: Buffer, at: number): number => {
    if (at + 2 > bytes.length) return -1;
    return label === 'utf-16be' ? bytes.readUInt16BE(at) : bytes.readUInt16LE(at);
  };
  const isHigh = (value: number) => value >= 0xd800 && value < 0xdc00;
  const isLow = (value: number) => value >= 0xdc00 && value < 0xe000;
  return (bytes, at) => {
    const first = unit(bytes, at);
    if (first < 0 || isLow(first)) return 0;
    if (isHigh(first)) return isLow(unit(bytes, at + 2)) ? 4 : 0;
    return 2;
  };
}
