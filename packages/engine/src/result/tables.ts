import { resultFiles } from '../types.ts';
import { type Decode, decodeBreak, decodeDuplicate, decodeReject } from './decode.ts';
import { breaksParquet, duplicatesParquet, rejectsParquet } from './schema.ts';

/** A list of a result: its file, the columns that are read, and what a row becomes. */
export interface ResultTable<Item> {
  readonly file: string;
  readonly columns: readonly string[];
  readonly decode: Decode<Item>;
}

export const breaksTable = {
  file: resultFiles.breaks,
  columns: Object.keys(breaksParquet),
  decode: decodeBreak,
};

export const duplicatesTable = {
  file: resultFiles.duplicates,
  columns: Object.keys(duplicatesParquet),
  decode: decodeDuplicate,
};

export const rejectsTable = {
  file: resultFiles.rejects,
  columns: Object.keys(rejectsParquet),
  decode: decodeReject,
};
