export { normaliseColumnName } from './column-names.ts';
export { lastRecords } from './last-records.ts';
export { lineOfRecord } from './line-map.ts';
export { namingSide } from './naming-side.ts';
export { openPlain } from './open-plain.ts';
export { type ReadingOptions, readCarefully } from './read-carefully.ts';
export { surveyFile } from './survey-file.ts';
