import type { ResultReader as EngineReader } from '@reconcyl/engine/result';

/**
 * What a report needs of a result: the engine's reader, or anything like it that holds a result in memory. A report walks each
 * list as often as it needs, never holds one, and does not close the reader.
 */
export type ResultReader = Pick<
  EngineReader,
  'summary' | 'eachBreak' | 'eachReject' | 'eachDuplicate' | 'eachSetAside' | 'eachGroup' | 'eachResolved'
>;
