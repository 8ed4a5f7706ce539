import { resultFiles } from '../types.ts';
import {
  breaksParquet,
  duplicatesParquet,
  groupsParquet,
  rejectsParquet,
  resolvedParquet,
  setAsideParquet,
} from './schema.ts';

/** The lists of a result: where each stands and which columns are read. Only breaks are always there; an absent file is an empty list. */
export const resultLists = {
  breaks: { file: resultFiles.breaks, columns: Object.keys(breaksParquet) },
  duplicates: { file: resultFiles.duplicates, columns: Object.keys(duplicatesParquet) },
  rejects: { file: resultFiles.rejects, columns: Object.keys(rejectsParquet) },
  setAside: { file: resultFiles.setAside, columns: Object.keys(setAsideParquet) },
  groups: { file: resultFiles.groups, columns: Object.keys(groupsParquet) },
  resolved: { file: resultFiles.resolved, columns: Object.keys(resolvedParquet) },
} as const;

export type ResultList = keyof typeof resultLists;
