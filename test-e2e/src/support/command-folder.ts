import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { type CommandOptions, type CommandResult, reconcyl } from './reconcyl.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Content of source.csv. */
export const source = 'id,amount\n1,10.00\n2,20.00\n3,30.00\n4,40.00\n';
/** What lies in the folder. */
export const files: Readonly<Record<string, string>> = {
  'source.csv': source,
  // The same records, written otherwise and in another order.
  'same.csv': 'amount;id\n40,00;4\n30,00;3\n20,00;2\n10,00;1\n',
  'differs.csv': 'id,amount\n1,10.00\n2,21.00\n3,31.00\n4,40.00\n',
  'shorter.csv': 'id,amount\n1,10.00\n4,40.00\n',
  'torn.csv': `id,amount\n${Array.from({ length: 20 }, (_, at) => `${at},1\n`).join('')}20\n`,
  'whole.csv': `id,amount\n${Array.from({ length: 20 }, (_, at) => `${at},1\n`).join('')}`,
  'ruleset.yaml': 'key: id\ncolumns:\n  amount: { kind: decimal, tolerance: { absolute: 1 } }\n',
  'wrong.yaml': 'keyy: id\n',
  'target.csv': 'id,amount\n2,21.00\n3,31.00\n4,40.00\n5,50.00\n6,60.00\n',
};

export interface CommandFolder {
  readonly path: () => string;
  /** Runs the command in the folder. */
  readonly here: (args: readonly string[], options?: CommandOptions) => Promise<CommandResult>;
}

/** A folder with a few small files for all tests of a file, and the command run in it. */
export function commandFolder(): CommandFolder {
  let folder = '';
  let remove = async () => {};
  beforeAll(async () => {
    const made = await temporaryFolder();
    folder = made.path;
    remove = made.remove;
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  });
  afterAll(() => remove());
  return { path: () => folder, here: (args, options = {}) => reconcyl(args, { cwd: folder, ...options }) };
}
