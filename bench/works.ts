import type { Mode } from './pairs.ts';
import { type Tool, tools } from './tools.ts';

/** One table of the report: `reconcyl run` on a pair, and the tools that it is held against on the same pair. */
export interface Work {
  readonly name: string;
  readonly title: string;
  readonly mode: Mode;
  readonly rows: number;
  readonly peers: readonly Tool[];
  readonly aims: readonly Aim[];
  /** Further options of `reconcyl run`. */
  readonly options?: readonly string[];
  /** Measured on demand only: gigabytes of disk and minutes of time. */
  readonly isLarge?: boolean;
}

export type Aim = { readonly ratioTo: Tool; readonly atMost: number } | { readonly peakMegabytes: number };

const { counting, csvDiff, pandas, datacompy, sortedDiff, emptyDuckdb } = tools;
const million = 1_000_000;

/** The tools beside the counting query and the csv-diff crate are too slow or too large for ten million rows here. */
export const works: readonly Work[] = [
  {
    name: 'clean',
    title: '9 columns, clean',
    mode: 'clean',
    rows: million,
    peers: [counting, csvDiff, pandas, datacompy, sortedDiff],
    aims: [{ ratioTo: csvDiff, atMost: 1 }, { ratioTo: counting, atMost: 1.6 }, { peakMegabytes: 550 }],
  },
  {
    name: 'formatted',
    title: '9 columns, every target row formatted differently',
    mode: 'formatted',
    rows: million,
    peers: [counting, csvDiff, pandas, datacompy, sortedDiff],
    aims: [{ ratioTo: counting, atMost: 2 }],
  },
  {
    name: 'wide',
    title: '200 columns',
    mode: 'wide',
    rows: million / 10,
    peers: [counting, csvDiff, pandas, datacompy, sortedDiff],
    aims: [],
  },
  {
    name: 'all-differ',
    title: '9 columns, every row differs',
    mode: 'all-differ',
    rows: million,
    peers: [counting, csvDiff, pandas, datacompy, sortedDiff],
    aims: [],
  },
  // The other tools join each row with each, or know one row of a key only.
  { name: 'one-key', title: '9 columns, one key', mode: 'one-key', rows: million, peers: [sortedDiff], aims: [] },
  {
    name: 'small',
    title: '9 columns: start-up',
    mode: 'clean',
    rows: 1000,
    peers: [emptyDuckdb],
    aims: [{ ratioTo: emptyDuckdb, atMost: 3 }],
  },
  {
    name: 'large',
    title: '9 columns, every target row formatted differently',
    mode: 'formatted',
    rows: 10 * million,
    peers: [counting, csvDiff],
    aims: [{ ratioTo: counting, atMost: 2.2 }, { peakMegabytes: 2800 }],
    isLarge: true,
  },
  {
    name: 'large-limited',
    title: '9 columns, every target row formatted differently, DuckDB limited to 1 GB (`--memory 1GB`)',
    mode: 'formatted',
    rows: 10 * million,
    peers: [],
    options: ['--memory', '1GB'],
    aims: [{ peakMegabytes: 1500 }],
    isLarge: true,
  },
];
