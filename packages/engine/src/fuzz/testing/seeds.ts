import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A pair of files that is read well as it stands. */
export interface Seed {
  readonly name: string;
  readonly source: Buffer;
  readonly target: Buffer;
  /** The ruleset as a user wrote it. */
  readonly ruleset?: string;
}

/** Every fixture and example of the repository, cut to their first lines, and small pairs that have what these lack. */
export function collectSeeds(): Seed[] {
  const root = fileURLToPath(new URL('../../../../../', import.meta.url));
  return [...builtIn, ...pairsUnder(join(root, 'packages/engine/fixtures')), ...pairsUnder(join(root, 'examples'))];
}

const mostBytes = 8192;

function pairsUnder(folder: string): Seed[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const folders = new Map<string, string[]>();
  for (const name of names) {
    const slash = name.lastIndexOf('/');
    const files = folders.get(name.slice(0, slash)) ?? [];
    files.push(name.slice(slash + 1));
    folders.set(name.slice(0, slash), files);
  }
  return [...folders].flatMap(([name, files]) => {
    const tables = files.filter((file) => /\.csv(\.gz|\.zst)?$/.test(file));
    const source = tables.find((file) => file.startsWith('source')) ?? tables[0];
    const target = tables.find((file) => file.startsWith('target')) ?? tables[1];
    if (source === undefined || target === undefined) return [];
    const read = (file: string) => beginning(readFileSync(join(folder, name, file)), file);
    const seed = { name, source: read(source), target: read(target) };
    if (!files.includes('ruleset.yaml')) return [seed];
    return [{ ...seed, ruleset: readFileSync(join(folder, name, 'ruleset.yaml'), 'utf8') }];
  });
}

function beginning(bytes: Buffer, file: string): Buffer {
  if (bytes.length <= mostBytes || !file.endsWith('.csv')) return bytes;
  return bytes.subarray(0, bytes.lastIndexOf(0x0a, mostBytes) + 1);
}

const builtIn: readonly Seed[] = [
  pair('plain', 'id,name,amount\n1,a,1.00\n2,b,2.50\n3,c,-3.00\n', 'id,name,amount\n3,c,-3.00\n1,A,1.00\n4,d,9.00\n'),
  pair(
    'quoted',
    'id,note\n1,"a, b"\n2,"say ""x"""\n3,"line\nbreak"\n',
    'id,note\r\n2,"say ""x"""\r\n3,"line\r\nbreak"\r\n',
  ),
  pair('one column', 'code\nA\nB\n\nC', 'code\nB\nA\n'),
  pair('header alone', 'a,b\n', 'a,b\n1,2\n'),
  pair(
    'bank',
    'Konto;DE12\n\nId;Tag;Betrag\n1;01.02.2024;1.234,50\n2;13.02.2024;-1,00\n;;1.233,50\n',
    'Id;Tag;Betrag;\n1;01.02.2024;1.234,50;\n',
  ),
];

function pair(name: string, source: string, target: string): Seed {
  return { name, source: Buffer.from(source), target: Buffer.from(target) };
}
