import { dataPaths } from '@reconcyl/service-kit';
import type { TaskStore } from '@reconcyl/task-store';
import type { TaskStoreConfig } from './config-types.ts';
import { fileOf } from './files.ts';

/**
 * The task store that the environment names; only its adapter is loaded. The caller closes it. `retentionMs`: when a state may go
 * that nobody deleted, counted from its last write; of no meaning for who only reads.
 */
export async function openTaskStore(
  config: TaskStoreConfig,
  { retentionMs = 90 * 86_400_000 }: { readonly retentionMs?: number } = {},
): Promise<TaskStore> {
  if (config.REDIS_URL === undefined) {
    const { createSqliteTaskStore } = await import('@reconcyl/task-store/sqlite');
    return createSqliteTaskStore({ file: dataPaths(config.DATA_DIR).tasks });
  }
  const { createRedisTaskStore } = await import('@reconcyl/task-store/redis');
  return createRedisTaskStore({
    url: config.REDIS_URL.reveal(),
    username: config.REDIS_USER,
    password: config.REDIS_PASSWORD?.reveal(),
    ca: await fileOf('REDIS_CA_FILE', config.REDIS_CA_FILE),
    retentionMs,
  });
}
