import type { FileHandle } from 'node:fs/promises';
import type { Side, SideRule } from '@reconcyl/contracts';
import type { FileInput, Reading } from '../types.ts';
import { type Examination, examineFile } from './examine-file.ts';
import { namingSide } from './naming-side.ts';
import { openPlain } from './open-plain.ts';
import type { ReadingOptions } from './read-carefully.ts';

/** Opens (and unpacks) and examines a file, reads it by what was found, and closes it; a coded error about the file names the side. */
export function withExaminedFile(
  input: FileInput,
  side: Side,
  rule: SideRule | undefined,
  options: ReadingOptions,
  read: (handle: FileHandle, plain: FileInput, examination: Examination) => Promise<Reading> | Reading,
): Promise<Reading> {
  return namingSide(side, async () => {
    const { handle, path, sent } = await openPlain(input, side, options);
    try {
      const examination = await examineFile(handle, path, rule, options.signal);
      const facts = { ...examination.facts, ...sent };
      return await read(handle, { ...input, path }, { ...examination, facts });
    } finally {
      await handle.close();
    }
  });
}
