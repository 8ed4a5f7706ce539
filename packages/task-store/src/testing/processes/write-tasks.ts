import type { TaskState } from '@reconcyl/contracts';
import { createSqliteTaskStore } from '../../adapters/sqlite.ts';

/** Writes so many tasks, each twice, and says of each when it is durable; then waits to be killed. */
const [file = '', number = '0'] = process.argv.slice(2);
const store = await createSqliteTaskStore({ file });
for (let n = 0; n < Number(number); n += 1) {
  const taskId = `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;
  const state: TaskState = { tenant: 'default', taskId, attempt: 1, status: 'accepted', notification: 'none' };
  await store.put(state, 0);
  await store.put({ ...state, status: 'completed' }, (await store.get('default', taskId))?.version ?? 0);
  process.stdout.write(`written ${n}\n`);
}
process.stdout.write('finished\n');
setInterval(() => undefined, 1000);
