import type { ListQuery } from '../task-store.ts';

/** Grows when the keys or what they hold change. Another release then fills keys of its own. */
const layoutVersion = 1;

/**
 * Where everything is. One record a task; a list a tenant, status, name, and name with status, so that every page is one range; what
 * was written in the order of the versions; the last version; a mark that is there as long as the data is.
 */
export function createLayout(prefix: string) {
  const root = `${prefix}v${layoutVersion}:`;
  return {
    /** Before `<tenant>:<id>`. */
    records: `${root}task:`,
    record: (tenant: string, taskId: string) => `${root}task:${tenant}:${taskId}`,
    /** Before `<tenant>` and the filters. */
    lists: `${root}list:`,
    /** The name comes last: whatever it holds, it makes the key of no other list. */
    list: ({ tenant, status, name }: Pick<ListQuery, 'tenant' | 'status' | 'name'>) =>
      `${root}list:${tenant}${status === undefined ? '' : `:status:${status}`}${name === undefined ? '' : `:name:${name}`}`,
    written: `${root}written`,
    version: `${root}version`,
    epoch: `${root}epoch`,
    changes: `${root}changes`,
  };
}

export type Layout = ReturnType<typeof createLayout>;
