import { ReconcylError } from '@reconcyl/contracts';

/** How the bytes of a file become text. `width` is the size of a code unit: line ends are found on its borders. */
export interface Encoding {
  /** A WHATWG label, as TextDecoder names it. */
  readonly label: string;
  readonly why: string;
  /** Length of the byte-order mark, which is no part of the text. */
  readonly bomLength: number;
  readonly width: 1 | 2;
}

/** The encoding that a ruleset names, or throws RECON_ENCODING_UNKNOWN. A byte-order mark of another encoding loses against it. */
export function namedEncoding(name: string, head: Buffer): Encoding {
  let label: string;
  try {
    label = new TextDecoder(name.trim()).encoding;
  } catch {
    throw new ReconcylError('RECON_ENCODING_UNKNOWN', 'No encoding has this label.');
  }
  const bom = byteOrderMark(head);
  return {
    label,
    why: 'given by the ruleset',
    bomLength: bom?.label === label ? bom.bomLength : 0,
    width: label.startsWith('utf-16') ? 2 : 1,
  };
}

/** The encoding that the first bytes show beyond doubt: by a byte-order mark, or UTF-16 by its zero bytes. */
export function evidentEncoding(head: Buffer): Encoding | undefined {
  return byteOrderMark(head) ?? utf16ByZeroBytes(head);
}

export const utf8: Encoding = { label: 'utf-8', why: 'all bytes are valid UTF-8', bomLength: 0, width: 1 };

/** UTF-8 with broken lines, or windows-1252: decided by how many valid multi-byte sequences stand against each invalid byte. */
export function weighUtf8({ sequences, invalid }: { sequences: number; invalid: number }): Encoding {
  const counts = `${sequences} valid multi-byte sequences, ${invalid} invalid bytes`;
  return sequences >= invalid * 10
    ? { ...utf8, why: `mostly valid UTF-8: ${counts}` }
    : { label: 'windows-1252', why: `not UTF-8: ${counts}`, bomLength: 0, width: 1 };
}

function byteOrderMark(head: Buffer): Encoding | undefined {
  const why = 'byte-order mark';
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { label: 'utf-8', why, bomLength: 3, width: 1 };
  if (head[0] === 0xff && head[1] === 0xfe) return { label: 'utf-16le', why, bomLength: 2, width: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { label: 'utf-16be', why, bomLength: 2, width: 2 };
  return undefined;
}

/**
 * Delimiters, digits and line ends of a UTF-16 file have a zero byte in the same half of each code unit, whatever its language. A line
 * end decides between that and 8-bit text with stray zero bytes, so most of them must be of two bytes.
 */
function utf16ByZeroBytes(head: Buffer): Encoding | undefined {
  const length = Math.min(head.length, 65_536) & ~1;
  const units = length / 2;
  const zeros = { even: 0, odd: 0 };
  const lineFeeds = { little: 0, big: 0, all: 0 };
  for (let index = 0; index < length; index += 2) {
    const first = head[index];
    const second = head[index + 1];
    if (first === 0) zeros.even++;
    if (second === 0) zeros.odd++;
    if (first === 0x0a || second === 0x0a) lineFeeds.all++;
    if (first === 0x0a && second === 0) lineFeeds.little++;
    if (first === 0 && second === 0x0a) lineFeeds.big++;
  }
  const why = 'zero bytes in every other place';
  // Text that is hardly ASCII has few zero bytes beside its delimiters and line ends: these then have to be there.
  const evident = (own: number, other: number, ownLineFeeds: number) =>
    own > Math.max(units * (ownLineFeeds > 0 ? 0.02 : 0.1), other * 20, 1) && ownLineFeeds * 2 >= lineFeeds.all;
  if (evident(zeros.odd, zeros.even, lineFeeds.little)) return { label: 'utf-16le', why, bomLength: 0, width: 2 };
  if (evident(zeros.even, zeros.odd, lineFeeds.big)) return { label: 'utf-16be', why, bomLength: 0, width: 2 };
  return undefined;
}

/** Counts valid multi-byte sequences and bytes that belong to none, over chunks that may cut a sequence. */
export function createUtf8Tally(): { add(chunk: Buffer): void; end(): { sequences: number; invalid: number } } {
  let sequences = 0;
  let invalid = 0;
  let rest = Buffer.alloc(0);
  const count = (bytes: Buffer, ended: boolean): number => {
    let index = 0;
    while (index < bytes.length) {
      if ((bytes[index] ?? 0) < 0x80) {
        index++;
        continue;
      }
      const length = sequenceLength(bytes, index);
      if (length === 'cut' && !ended) return index;
      if (typeof length === 'number') {
        sequences++;
        index += length;
      } else {
        invalid++;
        index++;
      }
    }
    return index;
  };
  return {
    add(chunk) {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      rest = Buffer.from(bytes.subarray(count(bytes, false)));
    },
    end() {
      count(rest, true);
      return { sequences, invalid };
    },
  };
}

/** Length of the well-formed sequence of two to four bytes that begins here (Unicode, table 3-7). */
export function sequenceLength(bytes: Buffer, index: number): number | 'cut' | 'invalid' {
  const lead = bytes[index] ?? 0;
  const length =
    lead >= 0xc2 && lead <= 0xdf ? 2 : lead >= 0xe0 && lead <= 0xef ? 3 : lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
  if (length === 0) return 'invalid';
  for (let offset = 1; offset < length; offset++) {
    const byte = bytes[index + offset];
    if (byte === undefined) return 'cut';
    let low = 0x80;
    let high = 0xbf;
    if (offset === 1) {
      if (lead === 0xe0) low = 0xa0;
      else if (lead === 0xed) high = 0x9f;
      else if (lead === 0xf0) low = 0x90;
      else if (lead === 0xf4) high = 0x8f;
    }
    if (byte < low || byte > high) return 'invalid';
  }
  return length;
}
