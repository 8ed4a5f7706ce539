import { resultFiles } from '../types.ts';
import { breaksParquet, duplicatesParquet, rejectsParquet } from './schema.ts';

/** The lists of a result: where each stands and which columns are read. */
export const resultLists = {
  breaks: { file: resultFiles.breaks, columns: Object.keys(breaksParquet) },
  duplicates: { file: resultFiles.duplicates, columns: Object.keys(duplicatesParquet) },
  rejects: { file: resultFiles.rejects, columns: Object.keys(rejectsParquet) },
} as const;

export type ResultList = keyof typeof resultLists;
