import type { TaskState } from '@reconcyl/contracts';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import type { TaskStore } from '../task-store.ts';
import { describeChanges } from './contract/changes.ts';
import { describeConnection } from './contract/connection.ts';
import { describeList } from './contract/list.ts';
import { describeListModel } from './contract/list-model.ts';
import { describeLoss } from './contract/loss.ts';
import { describeOneRecord } from './contract/one-record.ts';
import type { ContractContext, TaskStoreContract, TaskStoreHarness } from './contract/types.ts';

export type { TaskStoreContract, TaskStoreFeatures, TaskStoreHarness } from './contract/types.ts';

/** What every task store does, written against the port alone. Each adapter runs it. */
export function describeTaskStoreContract({ name, create, features }: TaskStoreContract): void {
  describe(`task store contract: ${name}`, { timeout: 30_000 }, () => {
    let harness: TaskStoreHarness;
    let opened: TaskStore[];
    let store: TaskStore;
    let end: AbortController;

    async function open(): Promise<TaskStore> {
      const next = await harness.open();
      opened.push(next);
      return next;
    }

    async function closeAll(): Promise<void> {
      await Promise.all(opened.map((each) => each.close()));
      opened = [];
    }

    async function reopen(): Promise<TaskStore> {
      await closeAll();
      store = await open();
      return store;
    }

    beforeEach(async () => {
      harness = await create();
      opened = [];
      end = new AbortController();
      store = await open();
    });

    afterEach(async () => {
      end.abort();
      await closeAll();
      await harness.destroy();
    });

    const context: ContractContext = {
      features,
      get store() {
        return store;
      },
      get end() {
        return end;
      },
      open,
      reopen,
      async lose() {
        if (!features.canBeLostWhileOpen) await closeAll();
        await harness.lose();
        return features.canBeLostWhileOpen ? store : reopen();
      },
      async write(...states: TaskState[]) {
        for (const state of states) expect(await store.put(state, 0)).toBe(true);
      },
    };

    describeOneRecord(context);
    describeList(context);
    describeListModel(context);
    describeChanges(context);
    describeLoss(context);
    describeConnection(context);
  });
}
