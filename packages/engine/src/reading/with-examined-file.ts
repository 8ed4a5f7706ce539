import type { FileHandle } from 'node:fs/promises';
import type { Side, SideRule } from '@reconcyl/contracts';
import type { FileInput, Reading } from '../types.ts';
import { type Examination, examineFile, openInput } from './examine-file.ts';
import { namingSide } from './naming-side.ts';

/** Opens and examines a file, reads it by what was found, and closes it; a coded error about the file names the side. */
export function withExaminedFile(
  input: FileInput,
  side: Side,
  rule: SideRule | undefined,
  signal: AbortSignal | undefined,
  read: (handle: FileHandle, examination: Examination) => Promise<Reading> | Reading,
): Promise<Reading> {
  return namingSide(side, async () => {
    const handle = await openInput(input);
    try {
      return await read(handle, await examineFile(handle, rule, signal));
    } finally {
      await handle.close();
    }
  });
}
