import { afterEach, beforeEach, describe } from 'vitest';
import type { ObjectStore } from '../object-store.ts';
import { describeConditions } from './contract/conditions.ts';
import { describeDeleting } from './contract/deleting.ts';
import { describeKeys } from './contract/keys.ts';
import { describeListing } from './contract/listing.ts';
import { describePutAndGet } from './contract/put-and-get.ts';
import { describeRefusedPuts } from './contract/refused-puts.ts';
import type { ContractContext, ObjectStoreContract, ObjectStoreHarness } from './contract/types.ts';
import { describeWatching } from './contract/watching.ts';

export type { ObjectStoreContract, ObjectStoreFeatures, ObjectStoreHarness } from './contract/types.ts';

/** What every object store does, written against the port alone. Each adapter runs it. */
export function describeObjectStoreContract({ name, create, features }: ObjectStoreContract): void {
  describe(`object store contract: ${name}`, { timeout: 60_000 }, () => {
    let harness: ObjectStoreHarness;
    let opened: ObjectStore[] = [];
    let first: ObjectStore;

    async function open(): Promise<ObjectStore> {
      const store = await harness.open();
      opened.push(store);
      return store;
    }

    beforeEach(async () => {
      harness = await create();
      first = await open();
    });

    afterEach(async () => {
      const stores = opened;
      opened = [];
      await Promise.all(stores.map((store) => store.close()));
      await harness.destroy();
    });

    const context: ContractContext = { features, open, store: () => first };
    describePutAndGet(context);
    describeConditions(context);
    describeRefusedPuts(context);
    describeKeys(context);
    describeListing(context);
    describeDeleting(context);
    describeWatching(context);
  });
}
