export { resultFiles } from '../types.ts';
export { createListing, type Listing } from './listing.ts';
export { type OpenResultOptions, openResult } from './open-result.ts';
export type { BreaksFilter, BreaksQuery, Page, PageQuery, ResultReader } from './result-reader.ts';
export { readSummary, writeSummary } from './write-summary.ts';
