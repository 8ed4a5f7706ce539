import { expect } from 'vitest';
import type { Report, UploadedFile } from './client.ts';

/** One pair of files, and what is to come of it. */
export interface BadPair {
  readonly name: string;
  readonly source: UploadedFile['content'];
  readonly target: UploadedFile['content'];
  readonly key?: string;
  readonly ruleset?: string;
  /** The error, and what its text must name. */
  readonly fails?: { readonly code: string; readonly naming?: readonly string[]; readonly paths?: readonly string[] };
  readonly counts?: Readonly<Record<string, number>>;
  readonly holds?: (report: Report) => void;
}

const none = {
  discrepancies: 0,
  differing_cells: 0,
  missing_in_target: 0,
  missing_in_source: 0,
  duplicate_keys: 0,
  rejected_in_source: 0,
  source_in_groups: 0,
  target_in_groups: 0,
  rejected_in_target: 0,
};
/** A file without fault. */
export const valid = 'id,value\n1,a\n2,b\n';
const everyByte = Uint8Array.from({ length: 4096 }, (_, at) => (at * 7) % 256);
const forty = Array.from({ length: 40 }, (_, at) => `${at + 1},value ${at + 1}`);
const lines = (header: string, rows: readonly string[]) => `${[header, ...rows].join('\n')}\n`;
const million = 'x'.repeat(1_000_000);

const badRuleset = {
  keyy: 'id',
  columns: { value: { kind: 'number', tolerance: { absolute: '-1' } } },
  source: { quote: '`' },
  max_rejects: -4,
};

/** Each gets its coded error or its right answer. */
export const badPairs: readonly BadPair[] = [
  { name: 'an empty source', source: '', target: valid, fails: { code: 'RECON_FILE_EMPTY' } },
  { name: 'an empty target', source: valid, target: '', fails: { code: 'RECON_FILE_EMPTY' } },
  {
    name: 'a header and no rows',
    source: 'id,value\n',
    target: valid,
    counts: { ...none, source_rows: 0, target_rows: 2, agreeing: 0, missing_in_source: 2 },
    holds: ({ missing_in_source }) =>
      expect(missing_in_source).toEqual([
        { id: '1', value: 'a' },
        { id: '2', value: 'b' },
      ]),
  },
  {
    name: 'a header and no rows on both sides, the target in another order',
    source: 'id,value\n',
    target: 'value,id\n',
    counts: { ...none, source_rows: 0, target_rows: 0, agreeing: 0 },
  },
  {
    name: 'a workbook (xlsx)',
    source: valid,
    target: Uint8Array.from([0x50, 0x4b, 0x03, 0x04, 0x14, 0x00, ...everyByte]),
    fails: { code: 'RECON_FILE_BINARY', naming: ['zip'] },
  },
  {
    name: 'a PDF',
    source: Uint8Array.from([...Buffer.from('%PDF-1.7\n%'), ...everyByte]),
    target: valid,
    fails: { code: 'RECON_FILE_BINARY', naming: ['PDF'] },
  },
  {
    name: 'an image',
    source: Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, ...everyByte]),
    target: valid,
    fails: { code: 'RECON_FILE_BINARY' },
  },
  {
    name: 'no shared column',
    source: valid,
    target: 'number,text\n1,a\n',
    fails: { code: 'RECON_NO_SHARED_COLUMNS', naming: ['id', 'value', 'number', 'text'] },
  },
  {
    name: 'a key that does not exist',
    source: valid,
    target: valid,
    key: 'customer no',
    fails: { code: 'RECON_KEY_COLUMN_UNKNOWN', naming: ['customer no'] },
  },
  {
    name: 'a key that one file does not have',
    source: 'id,value,extra\n1,a,x\n',
    target: valid,
    key: 'extra',
    fails: { code: 'RECON_KEY_COLUMN_UNKNOWN', naming: ['extra'] },
  },
  {
    name: 'a wrong ruleset',
    source: valid,
    target: valid,
    ruleset: JSON.stringify(badRuleset),
    fails: {
      code: 'RECON_RULESET_INVALID',
      paths: ['keyy', 'columns.value.kind', 'columns.value.tolerance.absolute', 'source.quote', 'max_rejects'],
    },
  },
  {
    name: 'a ruleset that is not YAML',
    source: valid,
    target: valid,
    ruleset: 'key: [id\ncolumns: {\n',
    fails: { code: 'RECON_RULESET_INVALID', naming: ['line 2'] },
  },
  {
    name: 'a ruleset with a YAML alias',
    source: valid,
    target: valid,
    ruleset: 'nulls: &a [x]\nignore: *a\n',
    fails: { code: 'RECON_RULESET_INVALID' },
  },
  {
    name: 'a ruleset of more than 64 kB',
    source: valid,
    target: valid,
    ruleset: `description: ${'x'.repeat(70_000)}\n`,
    fails: { code: 'RECON_RULESET_TOO_LARGE' },
  },
  {
    name: 'a ruleset that names columns which the files do not have',
    source: valid,
    target: valid,
    ruleset: 'columns:\n  amount: { kind: decimal }\nignore: [colour]\n',
    fails: { code: 'RECON_COLUMN_UNKNOWN', naming: ['amount', 'colour'] },
  },
  {
    name: 'ragged rows',
    source: lines('id,value', forty.with(9, '10').with(19, '20,value 20,more')),
    target: lines('id,value', forty),
    counts: { ...none, source_rows: 38, target_rows: 40, agreeing: 38, missing_in_source: 2, rejected_in_source: 2 },
    holds: ({ rejects, missing_in_source_details }) => {
      expect(rejects).toMatchObject([
        { side: 'source', line: 11, reason: 'too_few_fields', text: '10' },
        { side: 'source', line: 21, reason: 'too_many_fields', text: '20,value 20,more' },
      ]);
      expect(missing_in_source_details).toEqual([
        { line: 11, reason: 'rejected_on_other_side' },
        { line: 21, reason: 'rejected_on_other_side' },
      ]);
    },
  },
  {
    name: 'every third row ragged',
    source: lines(
      'id,value',
      forty.map((row, at) => (at % 3 === 2 ? `${row},more` : row)),
    ),
    target: lines('id,value', forty),
    fails: { code: 'RECON_TOO_MANY_REJECTS', naming: ['source', 'line 4'] },
  },
  {
    name: 'an unclosed quote at the end',
    source: lines('id,value', forty.with(39, '40,"value 40')),
    target: lines('id,value', forty),
    counts: { ...none, source_rows: 39, target_rows: 40, agreeing: 39, missing_in_source: 1, rejected_in_source: 1 },
    holds: ({ rejects }) =>
      expect(rejects).toMatchObject([{ side: 'source', line: 41, reason: 'unclosed_quote', text: '40,"value 40' }]),
  },
  {
    name: 'an unclosed quote in the middle, which swallows nothing',
    source: lines('id,value', forty),
    target: lines('id,value', forty.with(19, '20,"value 20')),
    counts: { ...none, source_rows: 40, target_rows: 39, agreeing: 39, missing_in_target: 1, rejected_in_target: 1 },
    holds: ({ rejects }) => expect(rejects).toMatchObject([{ side: 'target', line: 21, reason: 'unclosed_quote' }]),
  },
  {
    name: '1 MB in one cell, equal but for its last character',
    source: `id,value\n1,${million}\n2,b\n`,
    target: `id,value\n1,${million.slice(0, -1)}y\n2,b\n`,
    counts: { ...none, source_rows: 2, target_rows: 2, agreeing: 1, discrepancies: 1, differing_cells: 1 },
    holds: ({ discrepancies }) => expect(discrepancies[0]?.source.value).toBe(million),
  },
  {
    name: 'NUL bytes in a cell',
    source: 'id,value\n1,a\0b\n2,c\n',
    target: 'id,value\n1,ab\n2,c\n',
    counts: { ...none, source_rows: 2, target_rows: 2, agreeing: 1, discrepancies: 1, differing_cells: 1 },
    holds: ({ discrepancies }) => expect(discrepancies[0]?.source.value).toBe('a\0b'),
  },
  {
    name: 'columns named like members of an object',
    source: 'id,__proto__,constructor\n1,a,b\n2,c,d\n',
    target: 'id,__proto__,constructor\n1,a,b\n2,c,x\n',
    key: 'id',
    counts: { ...none, source_rows: 2, target_rows: 2, agreeing: 1, discrepancies: 1, differing_cells: 1 },
    holds: ({ discrepancies }) =>
      expect(Object.entries(discrepancies[0]?.target ?? {})).toEqual([
        ['id', '2'],
        ['__proto__', 'c'],
        ['constructor', 'x'],
      ]),
  },
];
