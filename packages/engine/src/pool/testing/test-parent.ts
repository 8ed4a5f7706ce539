import { createChildPool } from '../child-pool.ts';
import type { testJobs } from './test-child.ts';

/** A process with a pool. It prints the pids of its children, and ends as its argument says. */
const pool = createChildPool<typeof testJobs>({
  childModule: new URL('./test-child.ts', import.meta.url),
  size: 2,
  recycleAfterJobs: 100,
});
const print = (line: unknown) => process.stdout.write(`${line}\n`);

print(await pool.run('pid', null));
switch (process.argv[2]) {
  case 'leave':
    break;
  case 'close':
    await pool.close();
    print('closed');
    break;
  default:
    await Promise.all([pool.run('wait', null, { onProgress: print }), pool.run('wait', null, { onProgress: print })]);
}
