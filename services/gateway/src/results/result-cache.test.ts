import { resultFiles } from '@reconcyl/engine/result';
import { expect, it } from 'vitest';
import { resultFileNames } from './result-cache.ts';

it('names the files of a result as the engine does', () => {
  expect(resultFileNames).toEqual(resultFiles);
});
