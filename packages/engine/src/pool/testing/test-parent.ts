import { createChildPool } from '../child-pool.ts';
import type { testJobs } from './test-child.ts';

/** A process with a pool: prints the pids of two children, one in native code or a loop as it were, and never ends by itself. */
const pool = createChildPool<typeof testJobs>({
  childModule: new URL('./test-child.ts', import.meta.url),
  size: 2,
  recycleAfterJobs: 100,
});
await pool.run('pid', null).then((pid) => process.stdout.write(`${pid}\n`));
await pool.run('wait', null, { onProgress: (pid) => process.stdout.write(`${pid}\n`) });
