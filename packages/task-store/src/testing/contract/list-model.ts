import { type TaskState, type TaskStatus, taskStatuses } from '@reconcyl/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TaskStore } from '../../task-store.ts';
import { idOf, numberOf, task } from './helpers.ts';
import type { ContractContext } from './types.ts';

const numbers = fc.integer({ min: 0, max: 4 });
const names = fc.constantFrom(undefined, 'bank', 'bank.daily', 'stock');
const statuses = fc.constantFrom<TaskStatus>('accepted', 'completed', 'failed');
const acceptedAt = fc.constantFrom(
  ...[undefined, '2026-03-01T00:00:00Z', '2026-03-01T00:00:00.001Z', '2026-03-02T00:00:00Z', '1969-12-31T23:59:59Z'],
);

const steps = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ n: numbers, name: names, status: statuses, acceptedAt }) },
    { weight: 1, arbitrary: fc.record({ removed: numbers }) },
  ),
  { maxLength: 30, size: 'max' },
);

/** Whatever is written and deleted in whatever order, each list is what filtering and sorting all records gives. */
export function describeListModel(context: ContractContext): void {
  describe('lists against a model', () => {
    it('hold exactly what they should, with every filter, in pages of any size', async () => {
      await fc.assert(
        fc.asyncProperty(steps, fc.integer({ min: 1, max: 4 }), async (work, limit) => {
          const model = new Map<string, TaskState>();
          for (const step of work) {
            const taskId = idOf('removed' in step ? step.removed : step.n);
            if ('removed' in step) {
              model.delete(taskId);
              await context.store.delete('default', taskId);
            } else {
              const state = stateOf(step);
              model.set(taskId, state);
              const { version } = (await context.store.get('default', taskId)) ?? { version: 0 };
              expect(await context.store.put(state, version)).toBe(true);
            }
          }
          for (const name of [undefined, 'bank', 'bank.daily', 'stock', 'none']) {
            for (const status of [undefined, ...taskStatuses]) {
              const query = { tenant: 'default', name, status, limit };
              expect(await paged(context.store, query)).toEqual(expected(model, query));
            }
          }
          for (const taskId of model.keys()) await context.store.delete('default', taskId);
        }),
        { numRuns: 25 },
      );
    });
  });
}

function stateOf(step: {
  n: number;
  name: string | undefined;
  status: TaskStatus;
  acceptedAt: string | undefined;
}): TaskState {
  const { acceptedAt: _, ...base } = task(step.n, { status: step.status });
  return {
    ...base,
    ...(step.name === undefined ? {} : { name: step.name }),
    ...(step.acceptedAt === undefined ? {} : { acceptedAt: step.acceptedAt }),
  };
}

async function paged(store: TaskStore, query: Parameters<TaskStore['list']>[0]): Promise<number[]> {
  const found: number[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.list({ ...query, cursor });
    found.push(...page.items.map(({ taskId }) => numberOf(taskId)));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return found;
}

function expected(model: Map<string, TaskState>, query: { name: string | undefined; status: TaskStatus | undefined }) {
  return [...model.values()]
    .filter(({ acceptedAt }) => acceptedAt !== undefined)
    .filter(({ name }) => query.name === undefined || name === query.name)
    .filter(({ status }) => query.status === undefined || status === query.status)
    .sort(
      (one, other) =>
        Date.parse(other.acceptedAt ?? '') - Date.parse(one.acceptedAt ?? '') || (one.taskId < other.taskId ? 1 : -1),
    )
    .map(({ taskId }) => numberOf(taskId));
}
