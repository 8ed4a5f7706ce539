import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeCsv } from './csv-file.ts';
import { type Mode, modes, pairOf } from './pairs.ts';

/** A deterministic pair of CSV files. Nine narrow columns take about 89 MB a file at a million rows. */
export interface Pair {
  readonly source: string;
  readonly target: string;
  /** The counts that a right answer has, by their names in the summary. */
  readonly expected: Readonly<Record<string, number>>;
  readonly remove: () => void;
}

export interface PairOptions {
  readonly rows: number;
  readonly mode: Mode;
  /** The target's rows in another order. */
  readonly shuffle?: boolean;
}

/** Makes the pair in the folder unless it is there. The expected counts are written last: a pair with them is whole. */
export function ensurePair(folder: string, { rows, mode, shuffle = false }: PairOptions): Pair {
  const path = (end: string) => join(folder, `${mode}-${rows}${shuffle ? '-shuffled' : ''}-${end}`);
  const [source, target, expected] = [path('source.csv'), path('target.csv'), path('expected.json')];
  if (!existsSync(expected)) {
    mkdirSync(folder, { recursive: true });
    const content = pairOf(mode, rows, shuffle);
    writeCsv(source, content.header, content.source);
    writeCsv(target, content.header, content.target);
    writeFileSync(expected, `${JSON.stringify(content.expected, null, 2)}\n`);
  }
  return {
    source,
    target,
    expected: JSON.parse(readFileSync(expected, 'utf8')),
    remove: () => {
      for (const file of [expected, source, target]) rmSync(file, { force: true });
    },
  };
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', default: '1000000' },
      mode: { type: 'string', default: 'clean' },
      shuffle: { type: 'boolean', default: false },
      out: { type: 'string', default: join(import.meta.dirname, 'data') },
    },
  });
  const mode = modes.find((known) => known === values.mode);
  if (mode === undefined) throw new Error(`--mode is one of ${modes.join(', ')}`);
  console.log(ensurePair(values.out, { rows: Number(values.rows), mode, shuffle: values.shuffle }));
}
