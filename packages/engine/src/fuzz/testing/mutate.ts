import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { Random } from './random.ts';

/** Changes a file as accidents and bad programs do, one to five times. */
export function mutate(file: Buffer, random: Random): Buffer {
  let bytes = file;
  for (let times = 1 + random.below(5); times > 0; times--) bytes = random.pick(mutations)(bytes, random);
  return bytes.length > mostBytes ? bytes.subarray(0, mostBytes) : bytes;
}

const mostBytes = 2_000_000;

type Mutation = (bytes: Buffer, random: Random) => Buffer;

/** What stands in files where nobody expects it. */
const tokens: readonly Buffer[] = [
  ...[
    '"',
    "'",
    '""',
    '"""',
    '\\"',
    '\\',
    '\0',
    '\0\0',
    ',',
    ';',
    '\t',
    '|',
    ',,,,',
    '\n',
    '\r',
    '\r\n',
    '\n\n',
    '\r\r',
  ],
  ...[
    '="',
    '="1"',
    '=1+1',
    ' "',
    '" ',
    '","',
    '\n"',
    '"\n',
    'sep=;\n',
    'sep=,\r\n',
    '-',
    '.',
    '1',
    'Total',
    '\u00e9',
    '\u{1f600}',
  ],
  ...[
    '\ufeff',
    '\u200b',
    '\u2028',
    '\u0085',
    '\u202e',
    'e\u0301',
    '99999999999999999999999999999999999999',
    '1e400',
    '\x1b[31m',
  ],
  ...["'; drop table source; --", '__proto__', 'x'.repeat(5000), '"'.repeat(999), ','.repeat(999), '\n'.repeat(99)],
].map((text) => Buffer.from(text));
const rawTokens: readonly Buffer[] = [
  [0xff],
  [0xfe, 0xff],
  [0xff, 0xfe],
  [0xc3],
  [0x81],
  [0xed, 0xa0, 0x80],
  [0x1f, 0x8b],
].map((bytes) => Buffer.from(bytes));

const place = (bytes: Buffer, random: Random) => random.below(bytes.length + 1);

const mutations: readonly Mutation[] = [
  function flipBit(bytes, random) {
    const copy = Buffer.from(bytes);
    const at = random.below(copy.length);
    if (copy.length > 0) copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
    return copy;
  },
  function setByte(bytes, random) {
    const copy = Buffer.from(bytes);
    if (copy.length > 0) copy[random.below(copy.length)] = random.below(256);
    return copy;
  },
  function cut(bytes, random) {
    const at = place(bytes, random);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + random.below(40))]);
  },
  function cutEnd(bytes, random) {
    return bytes.subarray(0, place(bytes, random));
  },
  function repeat(bytes, random) {
    const at = place(bytes, random);
    const part = bytes.subarray(at, at + random.below(200));
    return Buffer.concat([
      bytes.subarray(0, at),
      ...Array.from({ length: 1 + random.below(20) }, () => part),
      bytes.subarray(at),
    ]);
  },
  insertToken,
  insertToken,
  insertToken,
  function insertRaw(bytes, random) {
    const at = random.below(4) === 0 ? 0 : place(bytes, random);
    return Buffer.concat([bytes.subarray(0, at), random.pick(rawTokens), bytes.subarray(at)]);
  },
  function replaceEach(bytes, random) {
    const from = random.pick([0x0a, 0x22, 0x2c, 0x3b, 0x20, 0x30]);
    const to = random.pick(tokens);
    const parts: Buffer[] = [];
    let start = 0;
    for (let at = bytes.indexOf(from); at >= 0 && parts.length < 400; at = bytes.indexOf(from, start)) {
      parts.push(bytes.subarray(start, at), to);
      start = at + 1;
    }
    return Buffer.concat([...parts, bytes.subarray(start)]);
  },
  function swapParts(bytes, random) {
    const at = place(bytes, random);
    return Buffer.concat([bytes.subarray(at), bytes.subarray(0, at)]);
  },
  function encodeAnew(bytes, random) {
    const text = bytes.toString('utf8');
    const encoded = random.pick([
      Buffer.from(text, 'utf16le'),
      Buffer.from(`\ufeff${text}`, 'utf16le'),
      Buffer.from(text, 'latin1'),
    ]);
    return encoded.length % 2 === 0 && random.below(3) === 0 ? Buffer.from(encoded).swap16() : encoded;
  },
  function compress(bytes, random) {
    return random.below(2) === 0 ? gzipSync(bytes) : zstdCompressSync(bytes);
  },
];

function insertToken(bytes: Buffer, random: Random): Buffer {
  const at = random.below(8) === 0 ? 0 : place(bytes, random);
  return Buffer.concat([bytes.subarray(0, at), random.pick(tokens), bytes.subarray(at)]);
}
