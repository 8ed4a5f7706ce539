import { rm, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/**
 * Gives a file a name of ours in the work folder, so that a name we did not choose never reaches DuckDB (plain-path.ts). The
 * file itself has to be among the database's `readPaths`.
 */
export async function aliasFile(workDir: string, name: string, path: string): Promise<string> {
  const alias = join(workDir, name);
  await rm(alias, { force: true });
  await symlink(resolve(path), alias);
  return alias;
}
