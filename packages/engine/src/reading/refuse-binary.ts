import { isUtf8 } from 'node:buffer';
import { ReconcylError } from '@reconcyl/contracts';

const signatures: readonly { bytes: readonly number[]; found: string }[] = [
  { bytes: [0x1f, 0x8b], found: 'gzip compressed data inside compressed data; unpack it once' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], found: 'Zstandard compressed data inside compressed data; unpack it once' },
  { bytes: [0x42, 0x5a, 0x68], found: 'bzip2 compressed data; unpack it first' },
  { bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], found: 'xz compressed data; unpack it first' },
  { bytes: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], found: 'a 7z archive; unpack it first' },
  { bytes: [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07], found: 'a RAR archive; unpack it first' },
  { bytes: [0x25, 0x50, 0x44, 0x46, 0x2d], found: 'a PDF document' },
  { bytes: [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], found: 'an old Excel workbook (xls) or Office document' },
  { bytes: [0x50, 0x41, 0x52, 0x31], found: 'a Parquet file' },
  { bytes: [0x89, 0x50, 0x4e, 0x47], found: 'a PNG image' },
  { bytes: [0xff, 0xd8, 0xff], found: 'a JPEG image' },
  { bytes: [0x7f, 0x45, 0x4c, 0x46], found: 'a program' },
  { bytes: [...Buffer.from('SQLite format 3\0')], found: 'an SQLite database' },
  { bytes: [0xff, 0xfe, 0x00, 0x00], found: 'UTF-32 text; save it as UTF-8' },
  { bytes: [0x00, 0x00, 0xfe, 0xff], found: 'UTF-32 text; save it as UTF-8' },
];
const zipStart = Buffer.from([0x50, 0x4b, 0x03, 0x04]);

/**
 * Throws RECON_FILE_BINARY, saying what was found, when the first bytes of a file are not those of text. `isUtf16`: it is known to be
 * UTF-16, in which every byte may stand.
 */
export function refuseBinary(head: Buffer, isUtf16 = false): void {
  const found = describe(head, isUtf16);
  if (found !== undefined) throw new ReconcylError('RECON_FILE_BINARY', `Found ${found}.`);
}

function describe(head: Buffer, isUtf16: boolean): string | undefined {
  if (head.subarray(0, 4).equals(zipStart)) {
    if (head.includes('xl/')) return 'an Excel workbook (xlsx)';
    if (head.includes('opendocument.spreadsheet')) return 'an OpenDocument spreadsheet (ods)';
    return 'a zip archive; unpack it first, and save a workbook as CSV';
  }
  for (const { bytes, found } of signatures) {
    if (bytes.every((byte, index) => head[index] === byte)) return found;
  }
  return isUtf16 || looksLikeText(head) ? undefined : 'control characters that no text has';
}

/**
 * Text may hold a stray NUL or escape here and there. Of random bytes every eleventh is a control character; NULs in UTF-16 that
 * nothing else told stand in every other byte and are none.
 */
function looksLikeText(head: Buffer): boolean {
  const sample = head.subarray(0, 65_536);
  let controls = 0;
  let nuls = 0;
  for (const byte of sample) {
    if (byte === 0) nuls++;
    else if (byte < 0x20 && !(byte >= 0x08 && byte <= 0x0d) && byte !== 0x1b) controls++;
  }
  // A valid text of this size with so many is a strange one, but it is one.
  const controlLimit = isUtf8(sample) ? Math.max(32, sample.length / 10) : Math.max(8, sample.length / 25);
  return controls <= controlLimit && nuls <= Math.max(32, sample.length * 0.75);
}
